import type { DataType, TensorInfo } from '@tensorflow/tfjs-core'

/**
 * What the kernels here use of the WebAssembly backend's inside.
 * Tensors lie in one memory and go by number there; a number may also be given to a part of another tensor.
 */
export type WasmBackend = {
  readonly wasm: {
    cwrap(
      name: string,
      returns: null,
      parameters: readonly ('number' | 'array')[],
    ): (...values: (number | Uint8Array)[]) => void
    readonly tfjs: {
      registerTensor(id: number, size: number, memoryOffset: number): void
      disposeData(id: number): void
    }
  }
  readonly dataIdMap: { get(dataId: object): { readonly id: number; readonly memoryOffset: number } }
  dataIdNextNumber: number
  makeOutput(shape: number[], dtype: DataType, memoryOffset?: number, values?: unknown): TensorInfo
  disposeData(dataId: object): boolean
  incRef(dataId: object): void
  readSync(dataId: object): Float32Array | Int32Array | Uint8Array
  typedArrayFromHeap(info: TensorInfo): Float32Array | Int32Array | Uint8Array
}

export type KernelArguments<Inputs, Attributes> = {
  readonly inputs: Inputs
  readonly attrs: Attributes
  readonly backend: WasmBackend
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}
