import { csvRow, type Mark, type Transition } from '#src/vocabulary/index.ts'
import type { Range } from '#dashboard/series/range.ts'
import { countText, valueText } from '#dashboard/text/format.ts'

/** A mark that is a transition. */
export type TransitionMark = Mark & { readonly transition: Transition }

/** What one detector says of a run, where that is one thing: grokking, with the steps from memorizing to generalizing. */
export interface TransitionGroup {
  readonly by: string
  /** From the onset of memorization to that of generalization; null where the group is no such pair. */
  readonly delay: number | null
  readonly all: readonly TransitionMark[]
}

/** The transitions of a run in the order of their onsets, in groups: what is dissected into parts first, each in a group of its own. */
export function transitionGroups(marks: readonly Mark[]): readonly TransitionGroup[] {
  const sorted = marks.filter(isTransition).toSorted((a, b) => a.step - b.step)
  const groups = [...Map.groupBy(sorted, ({ by }) => by)].map(([by, all]) => ({ by, all, isWhole: isDissection(all) }))
  const whole = new Set(groups.flatMap(({ by, isWhole }) => (isWhole ? [by] : [])))
  const others = sorted.filter(({ by }) => !whole.has(by))
  return [
    ...groups.filter(({ isWhole }) => isWhole).map(({ by, all }) => ({ by, delay: delayOf(all), all })),
    ...(others.length === 0 ? [] : [{ by: '', delay: null, all: others }]),
  ]
}

function isTransition(mark: Mark): mark is TransitionMark {
  return mark.transition !== undefined
}

/** The parts into which grokking is dissected, by their keys. */
const PARTS = ['memorization', 'plateau', 'generalization', 'clean-up']

function isDissection(all: readonly TransitionMark[]): boolean {
  return all.every(({ transition }) => PARTS.includes(transition.key))
}

function delayOf(all: readonly TransitionMark[]): number | null {
  const onsetOf = (key: string) => all.find(({ transition }) => transition.key === key)?.step
  const [first, then] = [onsetOf('memorization'), onsetOf('generalization')]
  return first === undefined || then === undefined ? null : then - first
}

/** `1,204 [1,180 – 1,231]` */
export function onsetText({ step, transition: { onset } }: TransitionMark): string {
  if (onset === null) return countText(step)
  return `${countText(step)} [${countText(Math.max(0, onset.low))} – ${countText(onset.high)}]`
}

/** How long it took; null where it has no end, or none yet. */
export function durationOf({ step, transition: { end } }: TransitionMark): number | null {
  return end === null ? null : Math.max(0, end - step)
}

/** What the series is after it less what it was before; null where one of them is not known. */
export function heightOf({ transition: { before, after } }: TransitionMark): number | null {
  return before === null || after === null ? null : after - before
}

/** `0.93, from 0.05 to 0.98` */
export function heightText(mark: TransitionMark): string {
  const { before, after } = mark.transition
  const height = heightOf(mark)
  if (height === null) return before === null ? '' : `from ${valueText(before)}`
  return `${valueText(height)}, from ${valueText(before!)} to ${valueText(after!)}`
}

/** What one zooms to: all of it, with as much again to either side. */
export function stretchAround({ step, transition: { onset, end } }: TransitionMark, lastStep: number): Range {
  const from = Math.max(0, Math.min(step, onset?.low ?? step))
  const to = Math.max(end ?? Math.max(step, lastStep), onset?.high ?? step)
  const air = Math.max(to - from, lastStep / 40, 5)
  return { from: Math.max(0, Math.floor(from - air)), to: Math.ceil(end === null ? to : to + air) }
}

/** The transitions as rows of CSV, every number exactly as it was reported. */
export function* transitionRows(groups: readonly TransitionGroup[]): Generator<string> {
  yield csvRow(COLUMNS)
  for (const mark of groups.flatMap(({ all }) => all)) {
    const { by, step, label, about, transition } = mark
    const { series, key, onset, end, before, after, seenAt, score } = transition
    const interval = [onset?.low ?? null, onset?.high ?? null, onset?.level ?? null]
    const steps = [step, ...interval, end, durationOf(mark)]
    yield csvRow([label, by, key, series, ...steps, before, after, heightOf(mark), seenAt, score, about])
  }
}

const COLUMNS = [
  ...['label', 'detector', 'key', 'series', 'onset', 'onset low', 'onset high', 'level', 'end', 'duration'],
  ...['before', 'after', 'height', 'seen at', 'score', 'about'],
]

/** What a line says of many transitions: each label once, with where it began first and how often it is there. */
export interface Said {
  readonly label: string
  readonly first: TransitionMark
  readonly count: number
}

export function saidOnce(groups: readonly TransitionGroup[]): Said[] {
  return [
    ...Map.groupBy(
      groups.flatMap(({ all }) => all),
      ({ by, label }) => `${by} ${label}`,
    ).values(),
  ].map((all) => ({ label: all[0]!.label, first: all[0]!, count: all.length }))
}
