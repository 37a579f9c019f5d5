import { badValue, type Alignment } from '#src/vocabulary/index.ts'

/** `step`, `event:grokked`, `elapsed` or the name of any other series. */
export function alignmentFrom(given: string): Alignment {
  const event = /^event:(.*)$/.exec(given)?.[1]
  if (event === '') throw badValue('--x', "'event:' with the id of a detector or the label of a mark behind it", given)
  if (event !== undefined) return { x: 'event', event }
  return given === 'step' ? { x: 'step' } : { x: 'series', series: given }
}
