import { mean } from '#src/statistics/moments.ts'
import type { Claimed, FirstStep, Place } from '#src/vocabulary/index.ts'
import { awaited, missing, moving, ofDifference, ofRatio, settled, type Found } from './found.ts'
import { placesWithin, type MeasuredRun } from './measured.ts'

type Over = Claimed & { readonly kind: 'over' }

/** The number that a claim is about, in a run of which `end` is the last step that counts. */
export function readNumber(claimed: Claimed, run: MeasuredRun, end: number): Found {
  switch (claimed.kind) {
    case 'at':
      return atPlace(claimed.step === 'last' ? end : claimed.step, run, end, (step) =>
        valueAt(claimed.series, step, run),
      )
    case 'over':
      return atPlace(claimed.from ?? 0, run, end, (from) =>
        atPlace(claimed.to ?? end, run, end, (to) => overWindow(claimed, from, Math.min(to, end), run)),
      )
    case 'first':
      return firstStep(claimed, run, end)
    case 'difference':
      return ofDifference(readNumber(claimed.of, run, end), readNumber(claimed.and, run, end))
    case 'ratio':
      return ofRatio(readNumber(claimed.of, run, end), readNumber(claimed.and, run, end))
  }
}

/** What is read at a step, which may be one that something has to happen at first. */
function atPlace(place: Place, run: MeasuredRun, end: number, read: (step: number) => Found): Found {
  if (typeof place === 'number') return read(place)
  const { value, isSettled, why } = firstStep(place, run, end)
  if (value !== null) return read(value)
  return isSettled ? missing(why ?? 'It never came') : awaited(why ?? 'It has not come yet')
}

function valueAt(series: string, step: number, run: MeasuredRun): Found {
  const points = run.points(series)
  const isOver = run.reached >= step
  if (points === null) return unmeasured(series, run)
  const last = placesWithin(points, 0, step).end - 1
  if (last < 0)
    return isOver ? missing(`${series} was not measured up to step ${step}`) : awaited(`${series} has no value yet`)
  const [at, value] = [points.steps[last]!, points.values[last]!]
  const isNumber = Number.isFinite(value)
  if (isOver || at === step) return isNumber ? settled(value, [at]) : missing(`${series} is ${value} at step ${at}`)
  return isNumber ? moving(value, [at]) : { ...awaited(`${series} is ${value} at step ${at}`), steps: [at] }
}

function overWindow({ series, take }: Over, from: number, to: number, run: MeasuredRun): Found {
  const points = run.points(series)
  if (points === null) return unmeasured(series, run)
  const isOver = run.reached >= to
  const { first, end } = placesWithin(points, from, to)
  const places = range(first, end).filter((place) => Number.isFinite(points.values[place]))
  if (places.length === 0) {
    const why = `${series} has no finite value between steps ${from} and ${to}`
    return isOver ? missing(why) : awaited(`${why} yet`)
  }
  const values = places.map((place) => points.values[place]!)
  const step = (place: number) => points.steps[places[place]!]!
  if (take === 'mean' || take === 'median') {
    const value = take === 'mean' ? mean(values) : medianOf(values)
    const steps = [step(0), step(places.length - 1)]
    return isOver ? settled(value, steps) : moving(value, steps)
  }
  const place = values.reduce((best, value, i) => (isBeyond(take, value, values[best]!) ? i : best), 0)
  const [value, steps] = [values[place]!, [step(place)]]
  if (isOver) return settled(value, steps)
  return moving(value, steps, take === 'greatest' ? { least: value } : { greatest: value })
}

function firstStep({ series, is, value }: FirstStep, run: MeasuredRun, end: number): Found {
  const points = run.points(series)
  if (points === null) return unmeasured(series, run)
  const stop = placesWithin(points, 0, end).end
  for (let place = 0; place < stop; place++) {
    const here = points.values[place]!
    if (is === 'above' ? here >= value : here <= value) return settled(points.steps[place]!, [points.steps[place]!])
  }
  const never = `${series} is not ${is === 'above' ? 'at least' : 'at most'} ${value} up to step ${Math.min(run.reached, end)}`
  if (run.reached >= end) return missing(never)
  return awaited(never, { least: run.reached + 1, greatest: end })
}

/** No point is there at all: whoever measures it now makes it be there. */
function unmeasured(series: string, { reached }: MeasuredRun): Found {
  return awaited(`${series} is not measured up to step ${reached}`)
}

const isBeyond = (take: 'least' | 'greatest', value: number, best: number) =>
  take === 'greatest' ? value > best : value < best

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

function range(first: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i)
}
