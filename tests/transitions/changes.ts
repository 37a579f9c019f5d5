import type { RandomStream } from '#src/vocabulary/random.ts'
import type { Truth } from './labelled.ts'

/** What happens in a series, without its noise. */
export interface Change {
  readonly truth: Truth
  readonly level: (step: number) => number
  /** How many times as large the noise is; 1 where it is not said. */
  readonly spread?: (step: number) => number
  /** How far the noise is from the start (0) to the end (1) of slowing down. */
  readonly slowing?: (step: number) => number
}

/** How far a series reaches, and how many steps lie between two of its points on average. */
export interface Extent {
  readonly last: number
  readonly spacing: number
}

/** Draws a change, of height 1, up or down, somewhere in the middle of a series. */
export type DrawChange = (stream: RandomStream, extent: Extent) => Change

/** ln 19: a logistic function is at 5 % so many of its scales before its middle, and at 95 % as many after it. */
const LN_19 = Math.log(19)
/** And so many of its scales lie between its points of 0.1 % and 5 %. */
const TO_BEGIN = Math.log(999) - LN_19

/** Every kind of change by its name. Widths are 4 to 40 points, evenly in their logarithm. */
export const CHANGES = {
  /** The level jumps between two steps. */
  step: (stream, extent) => {
    const onset = Math.round(onsetIn(stream, extent))
    const { before, after } = levels(stream)
    return {
      truth: { onset, begin: onset, end: onset, before, after },
      level: (step) => (step < onset ? before : after),
    }
  },

  /** The level goes from one to the other on a straight line; its onset is where the line begins. */
  ramp: (stream, extent) => {
    const onset = onsetIn(stream, extent)
    const width = widthIn(stream, extent)
    const { before, after } = levels(stream)
    return {
      truth: { onset, begin: onset, end: onset + width, before, after },
      level: (step) => before + (after - before) * clamped((step - onset) / width),
    }
  },

  /** A logistic function of the step. */
  sigmoid: (stream, extent) => {
    const onset = onsetIn(stream, extent)
    const width = widthIn(stream, extent)
    const { before, after } = levels(stream)
    const scale = width / (2 * LN_19)
    return {
      truth: { onset, begin: onset - TO_BEGIN * scale, end: onset + width, before, after },
      level: (step) => before + (after - before) * logistic((step - onset) / scale - LN_19),
    }
  },

  /** A logistic function of the logarithm of the step, over a factor of 1.2 to 2. */
  'log-sigmoid': (stream, extent) => {
    const onset = extent.last * between(stream, 0.2, 0.4)
    const factor = between(stream, 1.2, 2)
    const { before, after } = levels(stream)
    const scale = Math.log(factor) / (2 * LN_19)
    return {
      truth: { onset, begin: onset * Math.exp(-TO_BEGIN * scale), end: onset * factor, before, after },
      level: (step) => before + (after - before) * logistic(Math.log(step / onset) / scale - LN_19),
    }
  },

  /** The level jumps and returns exponentially, at its end to 5 %. */
  spike: (stream, extent) => {
    const onset = Math.round(onsetIn(stream, extent))
    const width = widthIn(stream, extent)
    return {
      truth: { onset, begin: onset, end: onset + width, before: 0, after: 0 },
      level: (step) => (step < onset ? 0 : 0.05 ** ((step - onset) / width)),
    }
  },

  /** The level jumps and returns half the way only. */
  'spike-unrecovered': (stream, extent) => {
    const onset = Math.round(onsetIn(stream, extent))
    const width = widthIn(stream, extent)
    return {
      truth: { onset, begin: onset, end: onset + width, before: 0, after: 0.5 },
      level: (step) => (step < onset ? 0 : 0.5 + 0.5 * 0.05 ** ((step - onset) / width)),
    }
  },

  /** From its onset on the level moves evenly, to the end of the series. */
  drift: (stream, extent) => {
    const onset = onsetIn(stream, extent)
    const { before, after } = levels(stream)
    return {
      truth: { onset, begin: onset, end: null, before, after },
      level: (step) => before + (after - before) * clamped((step - onset) / (extent.last - onset)),
    }
  },

  /** The noise is three times as large; the level stays. */
  variance: (stream, extent) => {
    const onset = Math.round(onsetIn(stream, extent))
    return {
      truth: { onset, begin: onset, end: null, before: 0, after: 0 },
      level: () => 0,
      spread: (step) => (step < onset ? 1 : 3),
    }
  },

  /** An oscillation about the level that stays, whose amplitude grows evenly to a half. */
  oscillation: (stream, extent) => {
    const onset = onsetIn(stream, extent)
    const width = widthIn(stream, extent)
    const period = extent.spacing * between(stream, 4, 12)
    return {
      truth: { onset, begin: onset, end: onset + width, before: 0, after: 0 },
      level: (step) => 0.5 * clamped((step - onset) / width) * Math.sin((2 * Math.PI * (step - onset)) / period),
    }
  },

  /** The noise forgets ever more slowly, and grows as it does; the level stays. */
  slowing: (stream, extent) => {
    const onset = onsetIn(stream, extent)
    return {
      truth: { onset, begin: onset, end: null, before: 0, after: 0 },
      level: () => 0,
      slowing: (step) => clamped((step - onset) / (extent.last - onset)),
    }
  },
} satisfies Record<string, DrawChange>

export type ChangeName = keyof typeof CHANGES

function onsetIn(stream: RandomStream, { last }: Extent): number {
  return last * between(stream, 0.35, 0.65)
}

function widthIn(stream: RandomStream, { spacing }: Extent): number {
  return spacing * 4 * 10 ** stream.uniform()
}

function levels(stream: RandomStream): { before: number; after: number } {
  return stream.uniform() < 0.5 ? { before: 0, after: 1 } : { before: 1, after: 0 }
}

function between(stream: RandomStream, least: number, most: number): number {
  return least + (most - least) * stream.uniform()
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

function clamped(x: number): number {
  return Math.min(1, Math.max(0, x))
}
