import type * as tfjs from '@tensorflow/tfjs-core'

/** TensorFlow.js as the backend opened it: only `trainer/backend` loads it, everybody else receives it. */
export type { Tf } from '#trainer/backend/index.ts'

/** One tensor a layer, by the model's own layer names. */
export type ByLayer<T extends tfjs.Tensor = tfjs.Tensor> = Readonly<Record<string, T>>
