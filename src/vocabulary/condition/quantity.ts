import type { Node } from 'ohm-js'
import { MisreadError } from '../misread.ts'

/** The number that a node of the grammar holds. */
export function finiteNumber(node: Node): number {
  const value = Number(node.sourceString)
  if (!Number.isFinite(value)) throw misread(node, ['a number that a double can hold'])
  return value
}

/** The number that begins a node, `200 steps` or `200`, where only a whole number of steps makes sense. */
export function wholeSteps(node: Node): number {
  const value = Number.parseFloat(node.sourceString)
  if (!Number.isSafeInteger(value) || value < 1) throw misread(node, ['a whole number of steps, at least 1'])
  return value
}

/** What can be read, but means nothing. */
export function misread(node: Node, expected: readonly string[]): MisreadError {
  return new MisreadError(node.source.sourceString, node.source.startIdx, expected)
}
