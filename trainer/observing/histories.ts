import type { Probe } from '#probes/define.ts'
import type { History, Inputs } from '#probes/inputs.ts'
import { countUntil, type RunHistory } from '#src/vocabulary/condition/history.ts'
import { absent, namesOfMark, type Absent, type Mark, type OptionValues } from '#src/vocabulary/index.ts'

/** SeriesPoints of one series that are kept; of a longer one, the latest. */
const MOST = 1 << 18

/** What scalar series have been so far, for probes that read other probes' values, and for the conditions of breakpoints. */
export interface Histories extends RunHistory {
  add(series: string, step: number, value: number): void
  /** The series could not be computed from this step on, until its next number. */
  addAbsence(series: string, step: number): void
  /** An event was said at a step, which goes by every name of its mark. */
  addEvent(mark: Pick<Mark, 'by' | 'label' | 'transition'>, step: number): void
  /** How near its threshold a detector is at a step. */
  addScore(detector: string, step: number, score: number): void
  /** Whether all points of a series are there still. */
  isWhole(series: string): boolean
  /** Null where it has no value yet. The arrays are nobody's to write to. */
  of(series: string): History | null
  /** The value of a series at a step; undefined where it was not measured there. */
  at(series: string, step: number): number | undefined
  /** The scalar series of a probe that have numbers. */
  seriesOf(probe: string): readonly string[]
}

type Growing = { steps: Float64Array; values: Float64Array; from: number; to: number }

export function openHistories(most = MOST): Histories {
  const all = new Map<string, Growing>()
  const absences = new Map<string, number[]>()
  const events = new Map<string, number[]>()
  /** Series whose early part is gone. */
  const cut = new Set<string>()
  const byProbe = new Map<string, string[]>()
  const scores = new Map<string, Growing>()
  const of = (series: string): History | null => heldOf(all, series)
  const remember = (series: string) => {
    const probe = series.split('/', 1)[0]!
    byProbe.set(probe, [...(byProbe.get(probe) ?? []), series])
  }
  return {
    of,
    at(series, step) {
      const history = of(series)
      if (history === null) return undefined
      const last = countUntil(history.steps, step) - 1
      return history.steps[last] === step ? history.values[last] : undefined
    },
    seriesOf: (probe) => byProbe.get(probe) ?? [],
    points: of,
    absences: (series) => absences.get(series) ?? null,
    events: (name) => events.get(name) ?? null,
    scores: (detector) => heldOf(scores, detector),
    isWhole: (series) => !cut.has(series),
    names: () => all.keys(),
    addAbsence(series, step) {
      const steps = absences.get(series) ?? []
      absences.set(series, steps.toSpliced(countUntil(steps, step), 0, step))
    },
    addEvent({ by, label, transition }, step) {
      for (const name of namesOfMark({ by, label, key: transition?.key })) {
        const steps = events.get(name)
        if (steps === undefined) events.set(name, [step])
        else if (steps.at(-1) !== step) steps.push(step)
      }
    },
    add(series, step, value) {
      if (!all.has(series)) remember(series)
      if (grown(all, series, { step, value }, most)) cut.add(series)
    },
    addScore(detector, step, value) {
      grown(scores, detector, { step, value }, most)
    },
  }
}

/** The same as it was known at a step: what was measured of later steps, if anything was, is not there. */
export function knownAt(histories: Histories, step: number): Histories {
  const of = (series: string): History | null => {
    const history = histories.of(series)
    const count = history === null ? 0 : countUntil(history.steps, step)
    if (history === null || count === 0) return null
    if (count === history.steps.length) return history
    return { ...history, steps: history.steps.subarray(0, count), values: history.values.subarray(0, count) }
  }
  return { ...histories, of, points: of }
}

function heldOf(all: ReadonlyMap<string, Growing>, name: string): History | null {
  const held = all.get(name)
  if (held === undefined) return null
  const { steps, values, from, to } = held
  return { name, steps: steps.subarray(from, to), values: values.subarray(from, to) }
}

/** One point more, in the order of the steps; whether it took the place of the first, since there were so many. */
function grown(
  all: Map<string, Growing>,
  name: string,
  { step, value }: { step: number; value: number },
  most: number,
) {
  const held = all.get(name) ?? { steps: new Float64Array(64), values: new Float64Array(64), from: 0, to: 0 }
  all.set(name, held)
  const isLate = held.to > held.from && held.steps[held.to - 1]! > step
  const place = isLate ? countUntil(held.steps.subarray(held.from, held.to), step) : held.to - held.from
  if (isLate || held.to === held.steps.length) makeRoom(held, place)
  held.steps[held.from + place] = step
  held.values[held.from + place] = value
  held.to += 1
  if (held.to - held.from <= most) return false
  held.from = held.to - most
  return true
}

/** The histories that a probe's options name, by the key of the option; an option left empty names none. */
export function seriesFor(
  { options: cards }: Pick<Probe, 'options'>,
  options: OptionValues,
  histories: Histories,
): Inputs['series'] | Absent {
  const found: Record<string, History> = {}
  for (const { key, type } of cards) {
    const name = String(options[key])
    if (type !== 'series' || name === '') continue
    const history = histories.of(name)
    if (history === null) return absent(`The series '${name}' has no value yet; attach the probe that measures it`)
    found[key] = history
  }
  return found
}

/** Twice as much in new arrays, with a place before the one that is `place`th, so that histories that were handed out stay as they are. */
function makeRoom(held: Growing, place: number): void {
  const { from, to } = held
  const size = to - from
  for (const column of ['steps', 'values'] as const) {
    const grown = new Float64Array(Math.max(64, 2 * size))
    grown.set(held[column].subarray(from, from + place))
    grown.set(held[column].subarray(from + place, to), place + 1)
    held[column] = grown
  }
  held.from = 0
  held.to = size
}
