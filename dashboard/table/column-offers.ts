import {
  onsetText,
  parameterText,
  seriesText,
  summaryText,
  transitionText,
  type RunsColumns,
} from '#src/vocabulary/index.ts'
import { countText } from '#dashboard/text/format.ts'
import { columnOf, FIXED } from './columns.ts'

/** A column that can be shown. */
export interface ColumnOffer {
  readonly id: string
  readonly text: string
  readonly about: string
}

export interface ColumnSection {
  readonly title: string
  readonly offers: readonly ColumnOffer[]
}

/** What is shown has a section of its own, in which it can be moved. */
export const SHOWN = 'Shown'
/** A network may have thousands of series; who looks for one types. */
const MOST = 60

/** The columns that are shown and those that could be, by what they are of, as far as they have what is sought in them. */
export function columnOffers(
  ids: readonly string[],
  known: RunsColumns | null,
  sought: string,
): readonly ColumnSection[] {
  const { parameters = [], summaries = [], marks = [], series = [] } = known ?? {}
  const sections: readonly ColumnSection[] = [
    { title: SHOWN, offers: ids.map((id) => ({ id, text: columnOf(id).title, about: columnOf(id).about })) },
    { title: 'Of every run', offers: FIXED.map(({ id, title, about }) => ({ id, text: title, about })) },
    {
      title: 'Settings',
      offers: parameters.map(({ name, runs }) => ({ id: parameterText(name), text: name, about: runsText(runs) })),
    },
    {
      title: 'Summary',
      offers: summaries.map(({ name, runs }) => ({ id: summaryText(name), text: name, about: runsText(runs) })),
    },
    {
      title: 'Events',
      offers: marks.flatMap(offersOfMark),
    },
    { title: 'Series', offers: series.filter(({ kind }) => kind === 'scalar').flatMap(offersOfSeries) },
  ]
  const isOffered = (title: string, { id, text }: ColumnOffer) =>
    (title === SHOWN || !ids.includes(id)) && `${id} ${text}`.toLowerCase().includes(sought.toLowerCase())
  return sections
    .map(({ title, offers }) => ({ title, offers: offers.filter((one) => isOffered(title, one)).slice(0, MOST) }))
    .filter(({ offers }) => offers.length > 0)
}

/** Shows a column, or no longer. */
export function toggled(ids: readonly string[], id: string): readonly string[] {
  return ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]
}

/** Moves one a place to the left or to the right, as far as there is one. */
export function moved(ids: readonly string[], id: string, by: -1 | 1): readonly string[] {
  const from = ids.indexOf(id)
  const to = Math.max(0, Math.min(ids.length - 1, from + by))
  return ids.toSpliced(from, 1).toSpliced(to, 0, id)
}

function offersOfMark({ name, runs, by, isTransition }: RunsColumns['marks'][number]): ColumnOffer[] {
  const about = `${by} · ${runsText(runs)}`
  const more = isTransition ? (['duration', 'height'] as const) : []
  return [
    { id: onsetText(name), text: `onset of ${name}`, about },
    ...more.map((of) => ({ id: transitionText(of, name), text: `${of} of ${name}`, about })),
  ]
}

function offersOfSeries({ name, runs }: RunsColumns['series'][number]): ColumnOffer[] {
  return (['last', 'best'] as const).map((of) => ({
    ...{ id: seriesText(of, name), text: `${of} ${name}` },
    about: runsText(runs),
  }))
}

function runsText(runs: number): string {
  return runs === 1 ? '1 run' : `${countText(runs)} runs`
}
