import { BLOCK } from './bits.ts'
import type { Halves } from './whole-numbers.ts'

/** The differences of one block, as low and high halves. One pair serves everybody: nothing here waits. */
export const low = new Uint32Array(BLOCK)
export const high = new Uint32Array(BLOCK)

/**
 * What a column's next number can be foreseen from: its least one, the one before, or the line through the two before.
 * `low`, `high` is that number, `stepLow`, `stepHigh` the line's slope.
 */
export interface Foresight {
  low: number
  high: number
  stepLow: number
  stepHigh: number
}

/** A way to write numbers as differences, and to read them back: a block at a time, `from` counting numbers. */
export interface Way {
  /** What has to be known before the first difference. */
  begin(numbers: Halves): Foresight
  /** Leaves the differences of `size` numbers in `low` and `high`. */
  differ(numbers: Halves, from: number, size: number, foresight: Foresight): void
  /** Adds the differences in `low` and `high` up to numbers. */
  add(numbers: Halves, from: number, size: number, foresight: Foresight): void
}

const fromLeast: Way = {
  begin(numbers) {
    let [leastLow, leastHigh] = [numbers[0]!, numbers[1]!]
    for (let i = 2; i < numbers.length; i += 2) {
      if (numbers[i + 1]! > leastHigh || (numbers[i + 1] === leastHigh && numbers[i]! >= leastLow)) continue
      leastLow = numbers[i]!
      leastHigh = numbers[i + 1]!
    }
    return { low: leastLow, high: leastHigh, stepLow: 0, stepHigh: 0 }
  },
  differ(numbers, from, size, { low: leastLow, high: leastHigh }) {
    for (let i = 0, at = from * 2; i < size; i++, at += 2) {
      const half = numbers[at]!
      low[i] = half - leastLow
      high[i] = numbers[at + 1]! - leastHigh - (half < leastLow ? 1 : 0)
    }
  },
  add(numbers, from, size, { low: leastLow, high: leastHigh }) {
    for (let i = 0, at = from * 2; i < size; i++, at += 2) {
      const sum = low[i]! + leastLow
      numbers[at] = sum
      numbers[at + 1] = high[i]! + leastHigh + (sum > 0xffffffff ? 1 : 0)
    }
  },
}

const fromLast: Way = {
  begin: (numbers) => ({ low: numbers[0]!, high: numbers[1]!, stepLow: 0, stepHigh: 0 }),
  differ(numbers, from, size, foresight) {
    let [lastLow, lastHigh] = [foresight.low, foresight.high]
    for (let i = 0, at = from * 2; i < size; i++, at += 2) {
      const nextLow = numbers[at]!
      const nextHigh = numbers[at + 1]!
      const upLow = (nextLow - lastLow) | 0
      const upHigh = (nextHigh - lastHigh - (nextLow < lastLow ? 1 : 0)) | 0
      const sign = upHigh >> 31
      low[i] = (upLow << 1) ^ sign
      high[i] = ((upHigh << 1) | (upLow >>> 31)) ^ sign
      lastLow = nextLow
      lastHigh = nextHigh
    }
    foresight.low = lastLow
    foresight.high = lastHigh
  },
  add(numbers, from, size, foresight) {
    let [lastLow, lastHigh] = [foresight.low, foresight.high]
    for (let i = 0, at = from * 2; i < size; i++, at += 2) {
      const sign = -(low[i]! & 1)
      const sum = lastLow + ((((low[i]! >>> 1) | (high[i]! << 31)) ^ sign) >>> 0)
      lastHigh = (lastHigh + ((high[i]! >>> 1) ^ sign) + (sum > 0xffffffff ? 1 : 0)) >>> 0
      lastLow = sum >>> 0
      numbers[at] = lastLow
      numbers[at + 1] = lastHigh
    }
    foresight.low = lastLow
    foresight.high = lastHigh
  },
}

/** The first slope is that from the first number to the second, so that evenly spaced ones differ by nothing at all. */
const fromTrend: Way = {
  begin(numbers) {
    if (numbers.length < 4) return { low: numbers[0]!, high: numbers[1]!, stepLow: 0, stepHigh: 0 }
    const stepLow = (numbers[2]! - numbers[0]!) >>> 0
    const stepHigh = (numbers[3]! - numbers[1]! - (numbers[2]! < numbers[0]! ? 1 : 0)) >>> 0
    return { low: numbers[0]!, high: numbers[1]!, stepLow, stepHigh }
  },
  differ(numbers, from, size, foresight) {
    let { low: lastLow, high: lastHigh, stepLow, stepHigh } = foresight
    for (let i = 0, at = from * 2; i < size; i++, at += 2) {
      const nextLow = numbers[at]!
      const nextHigh = numbers[at + 1]!
      const upLow = (nextLow - lastLow) >>> 0
      const upHigh = (nextHigh - lastHigh - (nextLow < lastLow ? 1 : 0)) >>> 0
      const bendLow = (upLow - stepLow) | 0
      const bendHigh = (upHigh - stepHigh - (upLow < stepLow ? 1 : 0)) | 0
      const sign = bendHigh >> 31
      low[i] = (bendLow << 1) ^ sign
      high[i] = ((bendHigh << 1) | (bendLow >>> 31)) ^ sign
      stepLow = upLow
      stepHigh = upHigh
      lastLow = nextLow
      lastHigh = nextHigh
    }
    Object.assign(foresight, { low: lastLow, high: lastHigh, stepLow, stepHigh })
  },
  add(numbers, from, size, foresight) {
    let { low: lastLow, high: lastHigh, stepLow, stepHigh } = foresight
    for (let i = 0, at = from * 2; i < size; i++, at += 2) {
      const sign = -(low[i]! & 1)
      const slope = stepLow + ((((low[i]! >>> 1) | (high[i]! << 31)) ^ sign) >>> 0)
      stepHigh = (stepHigh + ((high[i]! >>> 1) ^ sign) + (slope > 0xffffffff ? 1 : 0)) >>> 0
      stepLow = slope >>> 0
      const sum = lastLow + stepLow
      lastHigh = (lastHigh + stepHigh + (sum > 0xffffffff ? 1 : 0)) >>> 0
      lastLow = sum >>> 0
      numbers[at] = lastLow
      numbers[at + 1] = lastHigh
    }
    Object.assign(foresight, { low: lastLow, high: lastHigh, stepLow, stepHigh })
  },
}

/** What `begin` knows, as it is written: from here on the next number foreseen is the first of all. */
export function stepBack(foresight: Foresight): void {
  const { low: first, high: firstHigh, stepLow, stepHigh } = foresight
  foresight.low = (first - stepLow) >>> 0
  foresight.high = (firstHigh - stepHigh - (first < stepLow ? 1 : 0)) >>> 0
}

/** By the byte that stands for each in a blob, from 1. */
export const WAYS: readonly Way[] = [fromLeast, fromLast, fromTrend]
