import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Backend } from './open-backend.ts'
import { deviceFacts } from './description.ts'
import { mendGradients } from './gradients.ts'
import { javascriptLinearAlgebra } from './javascript-linear-algebra.ts'
import type { Tf } from './load-native.ts'
import { completeWasmKernels } from './wasm/kernels.ts'

type WasmModule = {
  setWasmPaths(folder: string): void
  readonly version_wasm: string
}

/**
 * Opens WebAssembly: everywhere Node runs, nothing to set up, several times slower than native TensorFlow.
 * What its kernels lack for training is added here, so that a model need not know which backend it runs on.
 */
export async function openWasm(): Promise<Backend> {
  const require = createRequire(import.meta.url)
  const tf = loadTf(require)
  const wasm = require('@tensorflow/tfjs-backend-wasm') as WasmModule
  const library = dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))
  wasm.setWasmPaths(join(library, '/'))
  if (!(await tf.setBackend('wasm')))
    throw new Error(`TensorFlow.js did not start its WebAssembly backend from ${library}; run npm ci`)
  mendGradients(tf)
  completeWasmKernels(tf)
  return {
    name: 'wasm',
    tf,
    linalg: javascriptLinearAlgebra(),
    describe: () => ({
      name: 'wasm',
      version: wasm.version_wasm,
      obtained: 'wasm',
      library,
      threads: 1,
      ...deviceFacts(false),
    }),
  }
}

/**
 * The union package, as tfjs-node itself loads it: some of tfjs-core's gradients call methods on tensors (`x.reshape(…)`),
 * and only the union package adds those. It brings the plain JavaScript backend too.
 */
function loadTf(require: NodeJS.Require): Tf {
  const fromNodePackage = createRequire(require.resolve('@tensorflow/tfjs-node-gpu/package.json'))
  return fromNodePackage('@tensorflow/tfjs') as Tf
}
