import { machineCard, type ProbeCard, type SeriesDeclaration } from '#src/vocabulary/index.ts'
import { shortText } from '#dashboard/text/short.ts'
import { SHARED_GROUPS } from '../plots/palette.ts'
import { arranged, placeAmong, SPANS, type PanelPlan } from './arrange.ts'
import { WITHOUT_PREFIX } from './sections.ts'

/** Whether a series of a foreign run is a key that its script logs, with a panel of its own: a probe's has a card. */
export function isLogged(
  { group, probe, name, part }: SeriesDeclaration,
  cardOf: ReadonlyMap<string, ProbeCard>,
): boolean {
  if (group === 'logged') return true
  const isKey = (part === null && probe === name) || isOfRank(part)
  return isKey && !cardOf.has(probe) && machineCard(probe) === null
}

/** Whether a part is what a process beside the first of a training says of its own: each logs the same keys. */
function isOfRank(part: string | null): boolean {
  return part !== null && /^rank-\d+$/.test(part)
}

/** Series of which some are keys of scripts: each of these has a panel, those of one prefix together; the panels of probes follow. */
export function arrangedForeign(
  series: readonly SeriesDeclaration[],
  cards: readonly ProbeCard[],
  opensWith: readonly string[] = [],
): PanelPlan[] {
  const cardOf = new Map(cards.map((card) => [card.id, card]))
  const keys = withRanks(series).filter((one) => isLogged(one, cardOf))
  const sections = new Set([WITHOUT_PREFIX, ...keys.map(keyed).map(sectionOf)])
  const byKey = [...Map.groupBy(keys, panelOf)].map(planOfKey)
  const bySection = Map.groupBy(byKey, ({ section }) => section)
  const logged = [...sections].flatMap((section) => bySection.get(section) ?? [])
  const measured = arranged(
    series.filter((one) => !isLogged(one, cardOf)),
    cards,
  ).map(apartFromKeys)
  // Each by themselves: a probe with which the page opens would tear those that are headed together apart.
  const byPlace = (a: PanelPlan, b: PanelPlan) => placeAmong(opensWith, a) - placeAmong(opensWith, b)
  return [...logged.sort(byPlace), ...measured.sort(byPlace)]
}

/** The series whose colors tell them apart in a panel: a key is alone in its own, or there with other ranks. */
export function besideOthers(series: readonly SeriesDeclaration[], cards: readonly ProbeCard[]): SeriesDeclaration[] {
  const cardOf = new Map(cards.map((card) => [card.id, card]))
  return withRanks(series).filter((one) => isOfRank(one.part) || !isLogged(one, cardOf))
}

/** Keys that several ranks log, in the order of these; what the first logs, which alone does not say its rank, says it too. */
function withRanks(series: readonly SeriesDeclaration[]): SeriesDeclaration[] {
  const ofSeveral = new Set(series.filter(({ part }) => isOfRank(part)).map(keyed))
  if (ofSeveral.size === 0) return [...series]
  return series
    .map((one) => (one.part === null && ofSeveral.has(one.name) ? { ...one, part: 'rank-0' } : one))
    .toSorted((a, b) => rankOf(a) - rankOf(b))
}

/** The key of a series, whichever rank logs it. */
function keyed({ name, probe, part }: SeriesDeclaration): string {
  return isOfRank(part) ? probe : name
}

function rankOf({ part }: SeriesDeclaration): number {
  return isOfRank(part) ? Number(part!.slice('rank-'.length)) : 0
}

/** Which panel draws a key: the curves of all ranks share one, frames have one each. */
function panelOf(one: SeriesDeclaration): string {
  return one.kind === 'scalar' ? keyed(one) : one.name
}

/** The panel of a key: called by all of it, since many end alike. */
function planOfKey([id, series]: readonly [string, readonly SeriesDeclaration[]]): PanelPlan {
  const { group, kind, unit, scale, range } = series[0]!
  return {
    ...{ id, title: shortText(id), about: '', section: sectionOf(id) },
    ...{ group, kind, unit, scale, range, card: null, series, errors: new Map() },
    span: SPANS[kind] ?? 2,
  }
}

/** The panels that probes of accuracy and loss share go by names that keys have too: `loss` may be both, and each has its panel. */
function apartFromKeys(plan: PanelPlan): PanelPlan {
  return plan.card === null && SHARED_GROUPS.has(plan.group) ? { ...plan, id: `${plan.id}, measured` } : plan
}

/** What stands before the first stroke of a key. */
function sectionOf(key: string): string {
  const stroke = key.indexOf('/')
  return stroke <= 0 ? WITHOUT_PREFIX : key.slice(0, stroke)
}
