import { columnsOf, type Column, type Envelope, type Report } from '#src/vocabulary/index.ts'
import { isVacant, type Held, type Vacant } from './held.ts'

/** What thinning did: over which steps, and how many of how many points are left. */
export interface Tally {
  readonly from: number
  readonly to: number
  readonly kept: number
  readonly of: number
}

/** Steps a bucket: the first thinning leaves at most five of sixteen points. */
export const FIRST_WIDTH = 16
/** With this many steps a bucket there is one bucket. */
export const LAST_WIDTH = 2 ** 52

export const NOTHING_THINNED: Tally = { from: Infinity, to: -1, kept: 0, of: 0 }

export function tallies(a: Tally, b: Tally): Tally {
  return { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to), kept: a.kept + b.kept, of: a.of + b.of }
}

/**
 * Leaves of every scalar series, in each bucket of `width` steps, the first point, the last, the smallest, the largest and the first NaN,
 * and of every series of frames the first and the last. Each point stays in its envelope, and each envelope keeps its
 * number: what the hub may have of them already, it knows again. Facts stay as they are. That something was thinned before is
 * forgotten here and said anew by `withWord`, for all of it.
 */
export function thinned(held: readonly Held[], width: number): { held: Held[]; tally: Tally } {
  const told = held.map(asMeasured)
  const masks = masksOf(
    told.flatMap((one) => (isVacant(one) ? [] : columnsOf(one.report))),
    width,
  )
  let tally = held.map(lostBefore).reduce(tallies, NOTHING_THINNED)
  const left = told.map((one): Held => {
    if (isVacant(one) || !('columns' in one.report)) return one
    const columns = one.report.columns.flatMap((column) => {
      const picked = pickedColumn(column, masks.get(column)!)
      tally = tallies(tally, tallyOf(column, picked))
      return picked.steps.length === 0 ? [] : [picked]
    })
    if (columns.length === 0 && one.report.type === 'measured') return vacantAt(one)
    return { ...one, report: { ...one.report, columns } }
  })
  return { held: joinedVacancies(left), tally }
}

/** Whether there is an envelope that can say what thinning did. */
export function canTell(held: readonly Held[]): boolean {
  return held.some(isMeasured)
}

/** The same with the word of what thinning did, in the place of the last envelope of numbers: it travels with those. */
export function withWord(held: readonly Held[], tally: Tally, why: string): Held[] {
  const place = held.findLastIndex(isMeasured)
  const last = held[place]
  if (last === undefined || tally.kept === tally.of) return [...held]
  const word = (columns: readonly Column[]): Report => ({ type: 'thinned', ...tally, why, columns })
  if (!isVacant(last)) return held.with(place, { ...last, report: word(columnsOf(last.report)) })
  const { run, seq, through, at } = last
  const before: Held[] = through > seq ? [{ run, seq, through: through - 1, at }] : []
  return held.toSpliced(place, 1, ...before, { run, seq: through, at, report: word([]) })
}

function isMeasured(held: Held): boolean {
  return isVacant(held) || held.report.type === 'measured'
}

function asMeasured(held: Held): Held {
  if (isVacant(held) || held.report.type !== 'thinned') return held
  return { ...held, report: { type: 'measured', columns: held.report.columns } }
}

/** Points that are gone since an earlier time. */
function lostBefore(held: Held): Tally {
  if (isVacant(held) || held.report.type !== 'thinned') return NOTHING_THINNED
  const { from, to, kept, of } = held.report
  return { from, to, kept: 0, of: of - kept }
}

function tallyOf({ steps }: Column, picked: Column): Tally {
  let [from, to] = [Infinity, -1]
  for (const step of steps) {
    from = Math.min(from, step)
    to = Math.max(to, step)
  }
  return { from, to, kept: picked.steps.length, of: steps.length }
}

/** Point `i` of a column. */
interface Spot {
  readonly mask: Uint8Array
  readonly i: number
  readonly value: number
}

interface Bucket {
  readonly first: Spot
  last: Spot
  min: Spot | null
  max: Spot | null
  nan: Spot | null
}

/** For each column, a 1 for each point that is to stay. */
function masksOf(columns: readonly Column[], width: number): Map<Column, Uint8Array> {
  const masks = new Map<Column, Uint8Array>()
  for (const ofSeries of Map.groupBy(columns, ({ series }) => series).values()) {
    const buckets = new Map<number, Bucket>()
    for (const column of ofSeries) {
      const mask = new Uint8Array(column.steps.length)
      masks.set(column, mask)
      column.steps.forEach((step, i) => {
        const value = column.lengths === null ? column.values[i]! : null
        note(buckets, Math.floor(step / width), { mask, i, value: value ?? 0 }, value !== null)
      })
    }
    for (const { first, last, min, max, nan } of buckets.values())
      for (const spot of [first, last, min, max, nan]) if (spot !== null) spot.mask[spot.i] = 1
  }
  return masks
}

function note(buckets: Map<number, Bucket>, place: number, spot: Spot, isScalar: boolean): void {
  let bucket = buckets.get(place)
  if (bucket === undefined) buckets.set(place, (bucket = { first: spot, last: spot, min: null, max: null, nan: null }))
  bucket.last = spot
  if (!isScalar) return
  if (Number.isNaN(spot.value)) bucket.nan ??= spot
  else {
    if (bucket.min === null || spot.value < bucket.min.value) bucket.min = spot
    if (bucket.max === null || spot.value > bucket.max.value) bucket.max = spot
  }
}

function pickedColumn(column: Column, mask: Uint8Array): Column {
  const { series, steps, values, lengths } = column
  if (!mask.includes(0)) return column
  const isKept = (_: unknown, i: number) => mask[i] === 1
  if (lengths === null) return { series, steps: steps.filter(isKept), values: values.filter(isKept), lengths }
  const kept: number[] = []
  let at = 0
  lengths.forEach((length, i) => {
    if (mask[i] === 1) for (let j = at; j < at + length; j++) kept.push(values[j]!)
    at += length
  })
  return { series, steps: steps.filter(isKept), values: Float64Array.from(kept), lengths: lengths.filter(isKept) }
}

function vacantAt({ run, seq, at }: Envelope): Vacant {
  return { run, seq, through: seq, at }
}

function joinedVacancies(held: readonly Held[]): Held[] {
  const joined: Held[] = []
  for (const one of held) {
    const before = joined.at(-1)
    if (before === undefined || !isVacant(before) || !isVacant(one)) joined.push(one)
    else joined[joined.length - 1] = { ...before, through: one.through }
  }
  return joined
}
