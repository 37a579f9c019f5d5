import {
  aspectOf,
  GROUPS,
  machineCard,
  seriesName,
  type Group,
  type OutputKind,
  type ProbeCard,
  type Scale,
  type SeriesDeclaration,
} from '#src/vocabulary/index.ts'
import { shortReason, shortText } from '#dashboard/text/short.ts'
import type { Level } from '../plots/draw-levels.ts'
import { SHARED_GROUPS } from '../plots/palette.ts'
import type { PanelSize } from './layout.ts'

/** What one panel of the run page shows. */
export interface PanelPlan {
  readonly id: string
  readonly title: string
  /** How it is measured, in a sentence or two. */
  readonly about: string
  readonly group: Group
  readonly kind: OutputKind
  readonly unit: string
  readonly scale: Scale
  readonly range: readonly [number, number] | null
  /** Null where a panel holds the series of several probes. */
  readonly card: ProbeCard | null
  /** Values, and what they are without structure. */
  readonly series: readonly SeriesDeclaration[]
  /** The standard error of a value, by the name of its series. */
  readonly errors: ReadonlyMap<string, SeriesDeclaration>
  /** Share of a row of six columns. */
  readonly span: 2 | 3 | 6
  /** Lines that its experiment claims something of; none where no run says. */
  readonly claimed?: readonly Level[]
  /** Of a key that a script logs: what it is headed by, its prefix. */
  readonly section?: string
  /** The size that somebody chose for it. */
  readonly size?: PanelSize
}

/** A matrix is as wide as high, beside it its neighbors; pictures side by side take half a row, frames over steps a row. */
export const SPANS: Partial<Record<OutputKind, 2 | 3 | 6>> = {
  spectrum: 6,
  matrix: 2,
  curve: 3,
  points: 3,
  histogram: 3,
}

const TITLES: Record<Group, string> = {
  accuracy: 'Accuracy',
  loss: 'Loss',
  logged: 'Logged',
  generalization: 'Generalization',
  norms: 'Norms',
  gradients: 'Gradients',
  curvature: 'Curvature',
  spectra: 'Spectra',
  similarity: 'Similarity',
  representations: 'Representations',
  kernels: 'Kernels',
  propagation: 'Signal propagation',
  information: 'Information',
  structure: 'Structure',
  ensembles: 'Ensembles',
  transitions: 'Transitions',
  behavior: 'Behavior',
  time: 'Time',
}

/** What stands before the title of a panel: its group, which a key says itself. */
export function groupBefore({ title, group, section }: Pick<PanelPlan, 'title' | 'group' | 'section'>): string | null {
  return section !== undefined || title.startsWith(groupTitle(group)) ? null : groupTitle(group)
}

/** A group that this page does not know goes by its own name. */
export function groupTitle(group: Group): string {
  return Object.hasOwn(TITLES, group) ? TITLES[group] : shortText(group)
}

/** The order of groups on a page: those known as they are declared, then the others by name. */
function byGroup(a: Group, b: Group): number {
  const [placeA, placeB] = [placeOf(a), placeOf(b)]
  return placeA !== placeB || placeA < GROUPS.length ? placeA - placeB : a < b ? -1 : a > b ? 1 : 0
}

/** Known groups keep their order, unknown ones come after them. */
export function unknownLast(a: Group, b: Group): number {
  return Number(!GROUPS.includes(a)) - Number(!GROUPS.includes(b))
}

export function placeAmong(first: readonly string[], { id }: PanelPlan): number {
  const place = first.indexOf(id)
  return place < 0 ? first.length : place
}

function placeOf(group: Group): number {
  const place = GROUPS.indexOf(group)
  return place < 0 ? GROUPS.length : place
}

/**
 * Series to panels: accuracy and loss have one each, every other probe has its own, and the parts of a probe share a
 * chart. Groups come in their declared order, and before them the probes with which the page opens. A probe that nobody has
 * heard of is drawn like any other.
 */
export function arranged(
  series: readonly SeriesDeclaration[],
  cards: readonly ProbeCard[],
  opensWith: readonly string[] = [],
): PanelPlan[] {
  // What probes cost is on the meter.
  const drawn = series.filter(({ probe }) => probe !== 'cost')
  const byPanel = Map.groupBy(drawn, ({ group, probe, kind }) =>
    SHARED_GROUPS.has(group) ? `${group}` : `${probe}:${kind}`,
  )
  const cardOf = new Map(cards.map((card) => [card.id, card]))
  return [...byPanel.entries()]
    .map(([key, members]) => planOf(key, members, cardOf))
    .sort((a, b) => placeAmong(opensWith, a) - placeAmong(opensWith, b) || byGroup(a.group, b.group))
}

function planOf(key: string, members: readonly SeriesDeclaration[], cardOf: ReadonlyMap<string, ProbeCard>): PanelPlan {
  const first = members[0]!
  const isError = ({ part }: SeriesDeclaration) => aspectOf(part).aspect === 'standard-error'
  const shared = SHARED_GROUPS.has(first.group)
  const card = shared ? null : (cardOf.get(first.probe) ?? null)
  const machine = machineCard(first.probe)
  return {
    id: shared ? key : first.probe,
    title: shared ? groupTitle(first.group) : shortText((card ?? machine)?.name ?? first.probe),
    about: shortReason((card ?? machine)?.about ?? ''),
    group: first.group,
    kind: first.kind,
    unit: first.unit,
    scale: first.scale,
    range: first.range,
    card,
    series: members.filter((declaration) => !isError(declaration)),
    errors: new Map(
      members.filter(isError).map((error) => [seriesName(error.probe, aspectOf(error.part).part), error]),
    ),
    span: SPANS[first.kind] ?? (shared ? 3 : 2),
  }
}

/** What a line is called within its panel: its part, its symbol where it is alone, or its name without the title's words. */
export function lineLabel(declaration: SeriesDeclaration, plan: LabelledPlan): string {
  return shortText(wholeLabel(declaration, plan))
}

type LabelledPlan = Pick<PanelPlan, 'title' | 'series' | 'card'>

function wholeLabel({ name, part, probe }: SeriesDeclaration, plan: LabelledPlan): string {
  const { part: of, aspect } = aspectOf(part)
  if (aspect === 'null') return of === null ? 'null model' : `${of}, null model`
  if (part !== null) return part
  if (plan.series.length === 1) return plan.card?.symbol ?? plan.title
  const words = probe.split('-').filter((word) => word.toLowerCase() !== plan.title.toLowerCase())
  const text = words.join(' ') || name
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
