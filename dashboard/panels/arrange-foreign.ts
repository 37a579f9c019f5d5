import { machineCard, type ProbeCard, type SeriesDeclaration } from '#src/vocabulary/index.ts'
import { shortText } from '#dashboard/text/short.ts'
import { arranged, placeAmong, SPANS, type PanelPlan } from './arrange.ts'
import { WITHOUT_PREFIX } from './sections.ts'

/** Whether a series of a foreign run is a key that its script logs, with a panel of its own: a probe's has a card. */
export function isLogged(
  { group, probe, name, part }: SeriesDeclaration,
  cardOf: ReadonlyMap<string, ProbeCard>,
): boolean {
  if (group === 'logged') return true
  return part === null && probe === name && !cardOf.has(probe) && machineCard(probe) === null
}

/** Series of which some are keys of scripts: each of these has a panel, those of one prefix together; the panels of probes follow. */
export function arrangedForeign(
  series: readonly SeriesDeclaration[],
  cards: readonly ProbeCard[],
  opensWith: readonly string[] = [],
): PanelPlan[] {
  const cardOf = new Map(cards.map((card) => [card.id, card]))
  const keys = series.filter((one) => isLogged(one, cardOf))
  const sections = new Set([WITHOUT_PREFIX, ...keys.map(({ name }) => sectionOf(name))])
  const byKey = Map.groupBy(keys.map(planOfKey), ({ section }) => section)
  const logged = [...sections].flatMap((section) => byKey.get(section) ?? [])
  const measured = arranged(
    series.filter((one) => !isLogged(one, cardOf)),
    cards,
  )
  // Each by themselves: a probe with which the page opens would tear those that are headed together apart.
  const byPlace = (a: PanelPlan, b: PanelPlan) => placeAmong(opensWith, a) - placeAmong(opensWith, b)
  return [...logged.sort(byPlace), ...measured.sort(byPlace)]
}

/** The series whose colors tell them apart in a panel: a key is alone in its own. */
export function besideOthers(series: readonly SeriesDeclaration[], cards: readonly ProbeCard[]): SeriesDeclaration[] {
  const cardOf = new Map(cards.map((card) => [card.id, card]))
  return series.filter((one) => !isLogged(one, cardOf))
}

/** The panel of a key: called by all of it, since many end alike. */
function planOfKey(one: SeriesDeclaration): PanelPlan {
  const { name, group, kind, unit, scale, range } = one
  return {
    ...{ id: name, title: shortText(name), about: '', section: sectionOf(name) },
    ...{ group, kind, unit, scale, range, card: null, series: [one], errors: new Map() },
    span: SPANS[kind] ?? 2,
  }
}

/** What stands before the first stroke of a key. */
function sectionOf(key: string): string {
  const stroke = key.indexOf('/')
  return stroke <= 0 ? WITHOUT_PREFIX : key.slice(0, stroke)
}
