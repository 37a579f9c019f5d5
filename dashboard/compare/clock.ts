import type { Alignment } from '#src/vocabulary/index.ts'
import { secondsTickText, stepTickText, tickTexts } from '#src/figures/tick-text.ts'
import { countText, valueText } from '#dashboard/text/format.ts'
import { shortText } from '#dashboard/text/short.ts'

/** What the x axis of a comparison counts: steps, seconds, steps after each run's own event, or another series. */
export type Clock =
  | { readonly by: 'step' }
  | { readonly by: 'time' }
  | { readonly by: 'event'; readonly event: string }
  | { readonly by: 'series'; readonly series: string }

export const BY_STEP: Clock = { by: 'step' }

/** The series by which a run tells how long it has been going on. */
const SECONDS = 'elapsed'

/** As an address keeps it: `step`, `time`, `event:grokked`, `series:weight-norm`. */
export function clockText(clock: Clock): string {
  if (clock.by === 'event') return `event:${clock.event}`
  return clock.by === 'series' ? `series:${clock.series}` : clock.by
}

export function clockFrom(text: string | null): Clock {
  const [, by, of = ''] = /^(event|series):(.+)$/s.exec(text ?? '') ?? []
  if (by === 'event') return { by, event: of }
  if (by === 'series') return { by, series: of }
  return text === 'time' ? { by: 'time' } : BY_STEP
}

/** How the hub is asked for it. */
export function alignmentOf(clock: Clock): Alignment {
  if (clock.by === 'event') return { x: 'event', event: clock.event }
  if (clock.by === 'series') return { x: 'series', series: clock.series }
  return clock.by === 'time' ? { x: 'series', series: SECONDS } : { x: 'step' }
}

/** Whether x may be below 0. */
export function isSigned({ by }: Clock): boolean {
  return by === 'event' || by === 'series'
}

/** How a file writes the ticks of the x axis; plainly, where it says nothing else. */
export function paperTicks({ by }: Clock): 'steps' | 'seconds' | undefined {
  return by === 'step' ? 'steps' : by === 'time' ? 'seconds' : undefined
}

/** What a tick of the x axis says. */
export function tickTextOf(clock: Clock): (x: number) => string {
  if (clock.by === 'time') return secondsTickText
  if (clock.by === 'step') return stepTickText
  if (clock.by === 'series') return (x) => tickTexts([x])[0]!
  return (x) => (x > 0 ? `+${stepTickText(x)}` : x < 0 ? `−${stepTickText(-x)}` : '0')
}

/** What a place of the x axis is, in words: `step 40`, `12 s`, `30 steps before ‘grokked’`. */
export function placeText(clock: Clock, x: number): string {
  if (clock.by === 'time') return secondsTickText(Number(x.toPrecision(4)))
  if (clock.by === 'series') return `${shortText(clock.series, 40)} ${valueText(x)}`
  const step = Math.round(x)
  if (clock.by === 'step') return `step ${countText(step)}`
  const event = `‘${shortText(clock.event, 40)}’`
  if (step === 0) return `at ${event}`
  const steps = `${countText(Math.abs(step))} ${Math.abs(step) === 1 ? 'step' : 'steps'}`
  return `${steps} ${step < 0 ? 'before' : 'after'} ${event}`
}

/** What the x axis counts, in words. */
export function axisText(clock: Clock): string {
  if (clock.by === 'event') return `steps after ‘${shortText(clock.event, 40)}’ of each run`
  return clock.by === 'series' ? shortText(clock.series, 60) : clock.by
}
