import type { PanelPlan } from '#dashboard/panels/arrange.ts'
import { shortText } from '#dashboard/text/short.ts'

/** A number of each run that an effect may be drawn of: what it is asked by, and in words. */
export interface EffectChoice {
  readonly of: string
  readonly text: string
}

/** As many events and series as a list is still read of. */
const MOST = 24

/**
 * What is offered: when each event came, how far two of them are apart, and what the series of the first panels came to. The
 * first is what a page opens with.
 */
export function effectChoices(events: readonly string[], plans: readonly PanelPlan[]): EffectChoice[] {
  const quoted = (text: string) => JSON.stringify(text)
  const series = plans.filter(({ kind }) => kind === 'scalar').flatMap((plan) => plan.series)
  const onsets = events.map((event) => ({ of: `onset(${quoted(event)})`, text: `onset of ${shortText(event, 30)}` }))
  const delays = events.flatMap((from, i) =>
    events.slice(i + 1).map((to) => ({
      of: `delay(${quoted(from)}, ${quoted(to)})`,
      text: `delay from ${shortText(from, 30)} to ${shortText(to, 30)}`,
    })),
  )
  const ends = series.slice(0, MOST).flatMap(({ name }) => [
    { of: `last(${quoted(name)})`, text: `last ${shortText(name, 30)}` },
    { of: `best(${quoted(name)})`, text: `best ${shortText(name, 30)}` },
    { of: `area(${quoted(name)})`, text: `area under ${shortText(name, 30)}` },
  ])
  return [...onsets.slice(0, MOST), ...ends, ...delays.slice(0, MOST)]
}
