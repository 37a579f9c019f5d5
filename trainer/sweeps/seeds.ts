import { BOUNDS, badValue } from '#src/vocabulary/index.ts'

const EXPECTED = 'how many seeds (5), or which (0,1,7 or 10..14; one alone with a comma: 7,)'

/** Seeds as they are typed: a number alone is how many, from `first` on; a list is which. */
export function seedsFrom(text: string, first: number): readonly number[] {
  const count = wholeIn(text)
  if (count !== null) {
    if (count < 1 || count > BOUNDS.sweepRuns) throw badValue('--seeds', `1 to ${BOUNDS.sweepRuns} seeds`, text)
    return range(first, first + count - 1)
  }
  const items = text.replace(/,\s*$/, '').split(',')
  const seeds: number[] = []
  for (const item of items) {
    seeds.push(...seedsIn(item, text))
    // Before more are made: a short text can name very many.
    if (seeds.length > BOUNDS.sweepRuns) throw badValue('--seeds', `1 to ${BOUNDS.sweepRuns} seeds`, text)
  }
  if (new Set(seeds).size !== seeds.length) throw badValue('--seeds', 'each seed once', text)
  return seeds
}

/** The same as a text that means just these, whatever the experiment's own seed is. */
export function seedsText(seeds: readonly number[]): string {
  const [first = 0, second] = seeds
  const isRange = second !== undefined && seeds.every((seed, i) => seed === first + i)
  return isRange ? `${first}..${seeds.at(-1)}` : second === undefined ? `${first},` : seeds.join(',')
}

function seedsIn(item: string, text: string): number[] {
  const [from, to, ...more] = item.split('..').map(wholeIn)
  if (from === null || from === undefined || to === null || more.length > 0) throw badValue('--seeds', EXPECTED, text)
  if (to === undefined) return [from]
  if (to < from || to - from >= BOUNDS.sweepRuns) throw badValue('--seeds', EXPECTED, text)
  return range(from, to)
}

function wholeIn(text: string): number | null {
  const value = /^\s*\d+\s*$/.test(text) ? Number(text) : NaN
  return Number.isSafeInteger(value) ? value : null
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}
