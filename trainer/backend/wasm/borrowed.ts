import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core'
import type { Tf } from '../load-native.ts'
import type { WasmBackend } from './heap.ts'

type CpuBackend = KernelBackend & {
  /** Asks for the banner that advises to install tfjs-node. */
  firstUse: boolean
  makeTensorInfo(shape: number[], dtype: TensorInfo['dtype'], values: unknown): TensorInfo
  readSync(dataId: object): unknown
}

type Inputs = TensorInfo[] | Record<string, TensorInfo | TensorInfo[]>
type AnyArguments = { inputs: Inputs; attrs?: object; backend: WasmBackend }

/** Complex numbers have no place in WebAssembly's memory, so what makes or eats them cannot be lent. */
const complex = new Set(['Complex', 'ComplexAbs', 'FFT', 'IFFT', 'Imag', 'Real', 'Draw'])

/** WebAssembly's own picks the wrong place in a window whose numbers are all negative. */
const wrong = new Set(['MaxPoolGrad'])

/**
 * Registers, for WebAssembly, every kernel that only the plain JavaScript backend has: the inputs are copied out, computed
 * there and copied back. Slow, but a model that needs one runs.
 */
export function borrowMissingKernels(tf: Tf): void {
  const own = new Set(tf.getKernelsForBackend('wasm').map(({ kernelName }) => kernelName))
  const cpu = tf.findBackend('cpu') as CpuBackend
  cpu.firstUse = false
  for (const { kernelName, kernelFunc } of tf.getKernelsForBackend('cpu')) {
    if (complex.has(kernelName) || (own.has(kernelName) && !wrong.has(kernelName))) continue
    if (own.has(kernelName)) tf.unregisterKernel(kernelName, 'wasm')
    const compute = kernelFunc as unknown as (args: object) => TensorInfo | TensorInfo[]
    const borrowed = ({ inputs, attrs, backend }: AnyArguments) => {
      const lent: TensorInfo[] = []
      const lend = (info: TensorInfo) => {
        const copy = cpu.makeTensorInfo(info.shape, info.dtype, backend.readSync(info.dataId))
        lent.push(copy)
        return copy
      }
      const lendNamed = ([name, input]: [string, TensorInfo | TensorInfo[]]) => [
        name,
        Array.isArray(input) ? input.map(lend) : lend(input),
      ]
      const cpuInputs = Array.isArray(inputs)
        ? inputs.map(lend)
        : Object.fromEntries(Object.entries(inputs).map(lendNamed))
      const bringBack = (info: TensorInfo) => {
        const result = backend.makeOutput(info.shape, info.dtype, undefined, cpu.readSync(info.dataId))
        cpu.disposeData(info.dataId)
        return result
      }
      const results = compute({ inputs: cpuInputs, attrs, backend: cpu })
      lent.forEach(({ dataId }) => cpu.disposeData(dataId))
      return Array.isArray(results) ? results.map(bringBack) : bringBack(results)
    }
    tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc: borrowed as never })
  }
}
