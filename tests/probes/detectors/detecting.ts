import { expect } from 'vitest'
import { transitionDetectors } from '#probes/detectors/index.ts'
import type { DetectorDefinition, Seen } from '#probes/detectors/define.ts'
import type { OptionValues } from '#src/vocabulary/index.ts'
import { openStream } from '#src/vocabulary/random.ts'

/** A point of the series that the option `of` (or another key) names. */
export type Point = readonly [step: number, value: number, of?: string]

export function detectorNamed(id: string): DetectorDefinition {
  const detector = transitionDetectors.find((one) => one.id === id)
  if (detector === undefined) throw new Error(`There is no detector '${id}'`)
  return detector
}

export function optionsOf({ options }: DetectorDefinition, set: OptionValues = {}): OptionValues {
  return { ...Object.fromEntries(options.map((option) => [option.key, option.default])), ...set }
}

/** All that a detector says of a series, in order. */
export function seenIn(detector: DetectorDefinition, points: readonly Point[], set: OptionValues = {}): Seen[] {
  const options = optionsOf(detector, set)
  const [first] = detector.options.filter(({ type }) => type === 'series')
  let state = detector.initial(options)
  return points.flatMap(([step, value, of = first!.key]) => {
    const after = detector.next(state, { of, step, value }, options)
    state = after.state
    // Nobody knows of an onset that is still to come.
    for (const one of after.seen) if (one.step > step) throw new Error(`At step ${step} it says: ${one.about}`)
    return after.seen
  })
}

/** What was said last of each transition. */
export function lastSeen(seen: readonly Seen[]): Seen[] {
  return [...new Map(seen.map((one) => [one.transition?.key, one])).values()]
}

/** What every mark of a transition has to be. */
export function expectSound(seen: readonly Seen[]): void {
  const finite = (value: number | null | undefined) => value === null || value === undefined || Number.isFinite(value)
  for (const { step, label, about, transition } of seen) {
    expect(label.length).toBeGreaterThan(0)
    expect(about).not.toMatch(/NaN|undefined|Infinity/)
    expect(Number.isSafeInteger(step)).toBe(true)
    const { onset, end, before, after, seenAt, score } = transition!
    expect([end, before, after, seenAt, score].filter((value) => !finite(value))).toEqual([])
    expect(score).toBeGreaterThanOrEqual(1)
    if (onset !== null) {
      expect([onset.low, onset.high].every(Number.isFinite)).toBe(true)
      expect(onset.low).toBeLessThanOrEqual(step)
      expect(onset.high).toBeGreaterThanOrEqual(step)
      expect(onset.level).toBe(0.9)
    }
  }
  for (const key of new Set(seen.map((one) => one.transition!.key)))
    expect(seen.filter((one) => one.transition!.key === key).length).toBeLessThanOrEqual(4)
}

/** First-order correlated noise of variance 1: normal, or Student’s with 3 degrees of freedom. */
export function noise(seed: number, length: number, { correlation = 0, isHeavy = false } = {}): number[] {
  const stream = openStream(seed, `noise ${correlation} ${isHeavy}`)
  const heavy = () => stream.normal() / Math.hypot(stream.normal(), stream.normal(), stream.normal())
  const draw = () => (isHeavy ? heavy() : stream.normal())
  let value = draw()
  return Array.from({ length }, () => (value = correlation * value + Math.sqrt(1 - correlation ** 2) * draw()))
}

export function pointsOf(values: readonly number[], every = 1): Point[] {
  return values.map((value, i) => [i * every, value])
}
