import { BLOCK, putBits, takeBits, widthOf, wordsFor } from './bits.ts'
import { high, low, stepBack, WAYS, type Foresight, type Way } from './foresight.ts'
import type { Packing, Unpacking } from './packed.ts'

/** Whole numbers of 64 bits: the low halves at even places, each high half behind its low one. */
export type Halves = Uint32Array

/** The byte of a column that is written as it is; others name a way by its place in `WAYS`, from 1. */
const AS_IS = 0
/** A head byte from here on says how many blocks in a row need no bit at all. */
const EMPTY_BLOCKS = 128

/**
 * Writes numbers as differences from what can be foreseen, in blocks of 32, each with as many bits as its largest
 * difference needs. Zeros at the end of all of them are left out: what was rounded to fewer bits takes fewer. Every
 * number comes back to the bit.
 */
export function putWholeNumbers(packing: Packing, numbers: Halves): void {
  const count = numbers.length / 2
  packing.number(count)
  if (count === 0) return
  const shift = zerosAtEnd(numbers)
  const shifted = shift === 0 ? numbers : shiftedRight(numbers, shift)
  const way = cheapest(shifted)
  packing.byte(way)
  if (way === AS_IS) {
    putAll(packing, numbers)
    return
  }
  packing.byte(shift)
  putBlocks(packing, shifted, WAYS[way - 1]!)
}

/** Writes numbers as they are. */
export function putAsTheyAre(packing: Packing, numbers: Halves): void {
  packing.number(numbers.length / 2)
  if (numbers.length === 0) return
  packing.byte(AS_IS)
  putAll(packing, numbers)
}

function putAll(packing: Packing, numbers: Halves): void {
  const { words, at } = packing.room(numbers.length)
  words.set(numbers, at)
}

function putBlocks(packing: Packing, numbers: Halves, way: Way): void {
  const foresight = way.begin(numbers)
  packing.number(foresight.low, foresight.high)
  packing.signed(foresight.stepLow, foresight.stepHigh)
  stepBack(foresight)
  const count = numbers.length / 2
  let empty = 0
  for (let from = 0; from < count; from += BLOCK) {
    const size = Math.min(BLOCK, count - from)
    way.differ(numbers, from, size, foresight)
    const width = widthOfBlock(size)
    if (width === 0) empty++
    if (empty > 0 && (width > 0 || empty === EMPTY_BLOCKS || from + size === count)) {
      packing.byte(EMPTY_BLOCKS + empty - 1)
      empty = 0
    }
    if (width === 0) continue
    packing.byte(width)
    const { words, at } = packing.room(wordsFor(size, width))
    putBits(words, at, width, low, high, size)
  }
}

export function takeWholeNumbers(packed: Unpacking): Halves {
  const [count] = packed.number()
  if (count === 0) return new Uint32Array()
  const byte = packed.byte()
  if (byte === AS_IS) {
    const at = packed.take(count * 2)
    return packed.words.slice(at, at + count * 2)
  }
  const shift = packed.byte()
  const way = WAYS[byte - 1]
  if (way === undefined || shift > 63) throw new RangeError(`Numbers are written in an unknown way: ${byte}, ${shift}`)
  const [firstLow, firstHigh] = packed.number()
  const [stepLow, stepHigh] = packed.signed()
  const foresight = { low: firstLow, high: firstHigh, stepLow, stepHigh }
  stepBack(foresight)
  const numbers = new Uint32Array(count * 2)
  let empty = 0
  for (let from = 0; from < count; from += BLOCK) {
    const size = Math.min(BLOCK, count - from)
    if (empty > 0) empty--
    else {
      const head = packed.byte()
      if (head >= EMPTY_BLOCKS) empty = head - EMPTY_BLOCKS
      const width = head >= EMPTY_BLOCKS ? 0 : head
      takeBits(packed.words, packed.take(wordsFor(size, width)), width, low, high, size)
    }
    way.add(numbers, from, size, foresight)
  }
  if (shift > 0) shiftLeft(numbers, shift)
  return numbers
}

/** The byte of the way that takes the fewest words. */
function cheapest(numbers: Halves): number {
  const count = numbers.length / 2
  let [best, least] = [AS_IS, count * 2]
  WAYS.forEach((way, i) => {
    const foresight = way.begin(numbers)
    // What has to be known before the first difference, in words.
    let words = wordsOfHead(foresight)
    stepBack(foresight)
    for (let from = 0; from < count && words < least; from += BLOCK) {
      const size = Math.min(BLOCK, count - from)
      way.differ(numbers, from, size, foresight)
      words += wordsFor(size, widthOfBlock(size))
    }
    if (words < least) [best, least] = [i + 1, words]
  })
  return best
}

function wordsOfHead({ low: first, high: firstHigh, stepLow, stepHigh }: Foresight): number {
  const widthOfStep = Math.min(widthOf(stepLow, stepHigh), widthOf(-stepLow >>> 0, ~stepHigh >>> 0))
  return Math.ceil((widthOf(first, firstHigh) + widthOfStep) / 28)
}

function widthOfBlock(size: number): number {
  let [lows, highs] = [0, 0]
  for (let i = 0; i < size; i++) {
    lows |= low[i]!
    highs |= high[i]!
  }
  return widthOf(lows >>> 0, highs >>> 0)
}

/** Bits that are 0 at the end of every number; none where all bits are. */
function zerosAtEnd(numbers: Halves): number {
  let [lows, highs] = [0, 0]
  for (let i = 0; i < numbers.length; i += 2) {
    lows |= numbers[i]!
    highs |= numbers[i + 1]!
  }
  if (lows !== 0) return 31 - Math.clz32(lows & -lows)
  return highs === 0 ? 0 : 63 - Math.clz32(highs & -highs)
}

function shiftedRight(numbers: Halves, shift: number): Halves {
  const shifted = new Uint32Array(numbers.length)
  const within = shift & 31
  for (let i = 0; i < numbers.length; i += 2) {
    const up = numbers[i + 1]!
    shifted[i] = shift >= 32 ? up >>> within : (numbers[i]! >>> within) | (up << (32 - within))
    shifted[i + 1] = shift >= 32 ? 0 : up >>> within
  }
  return shifted
}

function shiftLeft(numbers: Halves, shift: number): void {
  const within = shift & 31
  for (let i = 0; i < numbers.length; i += 2) {
    const half = numbers[i]!
    numbers[i + 1] = shift >= 32 ? half << within : (numbers[i + 1]! << within) | (half >>> (32 - within))
    numbers[i] = shift >= 32 ? 0 : half << within
  }
}
