import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Tf } from '../load-native.ts'
import { borrowMissingKernels } from './borrowed.ts'
import type { KernelArguments, WasmBackend } from './heap.ts'
import { fastMatMul } from './matmul.ts'
import { gather, sumOverRows, unsortedSegmentSum } from './rows.ts'

type FusedArguments = KernelArguments<{ a: TensorInfo; b: TensorInfo }, { transposeA: boolean; transposeB: boolean }>

/** Gives the opened WebAssembly backend what training needs: products off the slow path, and the kernels it lacks. */
export function completeWasmKernels(tf: Tf): void {
  const backend = tf.backend() as unknown as WasmBackend
  const original = (name: string) => tf.getKernel(name, 'wasm').kernelFunc as never

  replace(tf, '_FusedMatMul', fusedWithoutTransposes(tf, original('_FusedMatMul')))
  replace(tf, 'BatchMatMul', fastMatMul(tf, backend))
  replace(tf, 'GatherV2', gather(tf))
  replace(tf, 'Sum', sumOverRows(tf, original('Sum')))
  replace(tf, 'UnsortedSegmentSum', unsortedSegmentSum)
  borrowMissingKernels(tf)
}

/** Bias and activation stay fused; only the operands are turned beforehand. */
function fusedWithoutTransposes(tf: Tf, original: (args: FusedArguments) => TensorInfo) {
  const transpose = tf.getKernel('Transpose', 'wasm').kernelFunc as unknown as (
    args: KernelArguments<{ x: TensorInfo }, { perm: number[] }>,
  ) => TensorInfo
  return (args: FusedArguments): TensorInfo => {
    const { inputs, attrs, backend } = args
    const turn = (x: TensorInfo) => transpose({ inputs: { x }, attrs: { perm: [0, 2, 1] }, backend })
    const a = attrs.transposeA ? turn(inputs.a) : inputs.a
    const b = attrs.transposeB ? turn(inputs.b) : inputs.b
    const out = original({
      inputs: { ...inputs, a, b },
      attrs: { ...attrs, transposeA: false, transposeB: false },
      backend,
    })
    if (attrs.transposeA) backend.disposeData(a.dataId)
    if (attrs.transposeB) backend.disposeData(b.dataId)
    return out
  }
}

function replace(tf: Tf, kernelName: string, kernelFunc: unknown): void {
  if (tf.getKernel(kernelName, 'wasm')) tf.unregisterKernel(kernelName, 'wasm')
  tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc: kernelFunc as never })
}
