/**
 * Run as a child process with the path of a compiled binding: computes something with a known answer and prints what it is.
 * In a separate process, because a library that does not fit this processor can end the process that loads it.
 */
import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { ProgramModule } from '../programs/program-module.ts'
import { PROGRAMS } from './compile.ts'

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

const require = createRequire(import.meta.url)
const binding = require(process.argv[2]!) as Binding
const square = binding.createTensor([2, 2], binding.TF_FLOAT, new Float32Array([1, 2, 3, 4]))
const attributes = [
  { name: 'transpose_a', type: binding.TF_ATTR_BOOL, value: false },
  { name: 'transpose_b', type: binding.TF_ATTR_BOOL, value: false },
  { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
]
const [product] = binding.executeOp('MatMul', attributes, [square, square], 1)
const answer = [...binding.tensorDataSync(product!.id)]
const beside = join(dirname(realpathSync(process.argv[2]!)), PROGRAMS)
if (existsSync(beside) && !binding.isUsingGpuDevice()) answer.push(...answerOf(require(beside) as ProgramModule))
process.stdout.write(JSON.stringify({ answer, version: binding.TF_Version, gpu: binding.isUsingGpuDevice() }))

/** The same product, as a program. */
function answerOf({ make, run }: ProgramModule): number[] {
  const input = { dtype: binding.TF_FLOAT, shape: [2, 2] }
  const operation = { name: 'MatMul', attributes, inputs: [0, 0], outputs: 1, done: [] }
  const program = make({ threads: 1, inputs: [input], constants: [], operations: [operation], outputs: [1] })
  return [...run([program], [new Float32Array([1, 2, 3, 4])], [1], [false], 1)[0]!]
}
