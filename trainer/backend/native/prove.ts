/**
 * Run as a child process with the path of a compiled binding: computes something with a known answer and prints what it is.
 * In a separate process, because a library that does not fit this processor can end the process that loads it.
 */
import { createRequire } from 'node:module'

type Binding = {
  createTensor(shape: number[], dtype: number, values: Float32Array): number
  executeOp(name: string, attributes: object[], inputs: number[], outputs: number): { id: number }[]
  tensorDataSync(id: number): Float32Array
  isUsingGpuDevice(): boolean
  TF_FLOAT: number
  TF_ATTR_BOOL: number
  TF_ATTR_TYPE: number
  TF_Version: string
}

const binding = createRequire(import.meta.url)(process.argv[2]!) as Binding
const square = binding.createTensor([2, 2], binding.TF_FLOAT, new Float32Array([1, 2, 3, 4]))
const attributes = [
  { name: 'transpose_a', type: binding.TF_ATTR_BOOL, value: false },
  { name: 'transpose_b', type: binding.TF_ATTR_BOOL, value: false },
  { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
]
const [product] = binding.executeOp('MatMul', attributes, [square, square], 1)
const answer = [...binding.tensorDataSync(product!.id)]
process.stdout.write(JSON.stringify({ answer, version: binding.TF_Version, gpu: binding.isUsingGpuDevice() }))
