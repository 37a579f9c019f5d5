import type { Inputs, Probe } from '#probes/define.ts'
import type { LinearAlgebra } from '#probes/maths/linear-algebra.ts'
import type { OptionValues } from '#src/vocabulary/index.ts'
import { openBackend, type BackendName, type Tf } from '#trainer/backend/index.ts'
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'

/** Rows of numbers, as a test writes a matrix. */
export type Rows = readonly (readonly number[])[]

/** A backend and the trainer's way to ask a probe: inside `tidy`, every option at its default unless given. */
export interface Lab {
  readonly tf: Tf
  readonly linalg: LinearAlgebra
  readonly measure: (probe: Probe, inputs: Partial<Inputs>, options?: OptionValues) => unknown
  /** The same for a probe of several parts, all of which have a number. */
  readonly numbers: (probe: Probe, inputs: Partial<Inputs>, options?: OptionValues) => Record<string, number>
  readonly matrix: (rows: Rows) => Tensor2D
  readonly tensor: (values: readonly number[], shape: readonly number[]) => Tensor
}

export async function openLab(preference?: BackendName): Promise<Lab> {
  const { tf, linalg } = await openBackend(preference)
  const measure = (probe: Probe, inputs: Partial<Inputs>, options: OptionValues = {}): unknown => {
    const defaults = Object.fromEntries(probe.options.map((option) => [option.key, option.default]))
    let result: unknown
    tf.tidy(() => {
      result = probe.measure(inputs as Inputs, { tf, linalg, options: { ...defaults, ...options } })
    })
    return result
  }
  return {
    tf,
    linalg,
    measure,
    numbers: (...asked) => measure(...asked) as Record<string, number>,
    matrix: (rows) => tf.tensor2d(rows.map((row) => [...row])),
    tensor: (values, shape) => tf.tensor([...values], [...shape], 'float32'),
  }
}
