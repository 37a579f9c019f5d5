import { isLittleEndian } from '#src/wire/pack.ts'
import { putAsTheyAre, putWholeNumbers, takeWholeNumbers, type Halves } from './whole-numbers.ts'
import type { Packing, Unpacking } from './packed.ts'

/** The byte before a column of floats: its bit patterns follow, or the whole numbers that all of them are. */
const PATTERNS = 0
const WHOLE = 1
const TWO_32 = 2 ** 32

/**
 * Writes a column of floats. Of neighbors on a curve the bit patterns, read as whole numbers, are neighbors too. No value
 * is ever looked at as a float here: a processor may change the payload of a NaN that it copies.
 */
export function putFloats(packing: Packing, floats: Float64Array): void {
  packing.byte(PATTERNS)
  putWholeNumbers(packing, inMemoryOrder(halvesOf(floats)))
}

/** The same without looking for what they have in common: for what will soon be written anew, and must be quick now. */
export function putFloatsAsTheyAre(packing: Packing, floats: Float64Array): void {
  packing.byte(PATTERNS)
  putAsTheyAre(packing, inMemoryOrder(halvesOf(floats)))
}

/** Writes a column of steps: those that are whole numbers from 0, as all steps are, as such. */
export function putSteps(packing: Packing, steps: Float64Array): void {
  if (!steps.every((step) => Number.isSafeInteger(step) && step >= 0 && !Object.is(step, -0))) {
    putFloats(packing, steps)
    return
  }
  packing.byte(WHOLE)
  const halves = new Uint32Array(steps.length * 2)
  for (let i = 0; i < steps.length; i++) {
    halves[2 * i] = steps[i]! % TWO_32
    halves[2 * i + 1] = steps[i]! / TWO_32
  }
  putWholeNumbers(packing, halves)
}

/** Reads what any of these wrote. */
export function takeFloats(packed: Unpacking): Float64Array {
  const kind = packed.byte()
  const halves = takeWholeNumbers(packed)
  if (kind === WHOLE) {
    const steps = new Float64Array(halves.length / 2)
    for (let i = 0; i < steps.length; i++) steps[i] = halves[2 * i]! + halves[2 * i + 1]! * TWO_32
    return steps
  }
  if (kind !== PATTERNS) throw new RangeError(`A column of floats is of an unknown kind: ${kind}`)
  const patterns = inMemoryOrder(halves)
  return new Float64Array(patterns.buffer, patterns.byteOffset, patterns.length / 2)
}

export function putCounts(packing: Packing, counts: Uint32Array): void {
  const halves = new Uint32Array(counts.length * 2)
  for (let i = 0; i < counts.length; i++) halves[2 * i] = counts[i]!
  putWholeNumbers(packing, halves)
}

export function takeCounts(packed: Unpacking): Uint32Array {
  const halves = takeWholeNumbers(packed)
  const counts = new Uint32Array(halves.length / 2)
  for (let i = 0; i < counts.length; i++) counts[i] = halves[2 * i]!
  return counts
}

function halvesOf(floats: Float64Array): Halves {
  return new Uint32Array(floats.buffer, floats.byteOffset, floats.length * 2)
}

/** Low halves first: as it is on every machine that runs Node today, or else with the halves exchanged. */
function inMemoryOrder(halves: Halves): Halves {
  if (isLittleEndian) return halves
  return halves.map((_, i) => halves[i ^ 1]!)
}
