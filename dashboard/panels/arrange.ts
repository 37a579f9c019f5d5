import {
  GROUPS,
  type Group,
  type OutputKind,
  type ProbeCard,
  type Scale,
  type SeriesDeclaration,
} from '#src/vocabulary/index.ts'

/** What one panel of the run page shows. */
export interface PanelPlan {
  readonly id: string
  readonly title: string
  readonly group: Group
  readonly kind: OutputKind
  readonly unit: string
  readonly scale: Scale
  readonly range: readonly [number, number] | null
  /** Null where a panel holds the series of several probes. */
  readonly card: ProbeCard | null
  readonly series: readonly SeriesDeclaration[]
  /** Share of a row of six columns. */
  readonly span: 2 | 3 | 6
}

/** Groups whose probes are one question on one axis: all of them in one panel. */
const SHARED: ReadonlySet<Group> = new Set<Group>(['accuracy', 'loss'])

const TITLES: Record<Group, string> = {
  accuracy: 'Accuracy',
  loss: 'Loss',
  generalisation: 'Generalisation',
  norms: 'Norms',
  spectra: 'Spectra',
  similarity: 'Similarity',
  structure: 'Structure',
  time: 'Time',
}

export function groupTitle(group: Group): string {
  return TITLES[group]
}

/**
 * Series to panels: accuracy and loss have one each, every other probe has its own, and the parts of a probe share a
 * chart. Groups come in their declared order. A probe that nobody has heard of is drawn like any other.
 */
export function arranged(series: readonly SeriesDeclaration[], cards: readonly ProbeCard[]): PanelPlan[] {
  const byPanel = Map.groupBy(series, ({ group, probe, kind }) => (SHARED.has(group) ? `${group}` : `${probe}:${kind}`))
  return [...byPanel.entries()]
    .map(([key, members]) => planOf(key, members, cards))
    .sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group))
}

function planOf(key: string, series: readonly SeriesDeclaration[], cards: readonly ProbeCard[]): PanelPlan {
  const first = series[0]!
  const shared = SHARED.has(first.group)
  const card = shared ? null : (cards.find(({ id }) => id === first.probe) ?? null)
  return {
    id: shared ? key : first.probe,
    title: shared ? groupTitle(first.group) : (card?.name ?? first.probe),
    group: first.group,
    kind: first.kind,
    unit: first.unit,
    scale: first.scale,
    range: first.range,
    card,
    series,
    span: first.kind === 'spectrum' ? 6 : shared ? 3 : 2,
  }
}

/** What a line is called within its panel: its part, its symbol where it is alone, or its name without the title's words. */
export function lineLabel(
  { name, part, probe }: SeriesDeclaration,
  plan: Pick<PanelPlan, 'title' | 'series' | 'card'>,
): string {
  if (part !== null) return part
  if (plan.series.length === 1) return plan.card?.symbol ?? plan.title
  const words = probe.split('-').filter((word) => word.toLowerCase() !== plan.title.toLowerCase())
  const text = words.join(' ') || name
  return text[0]!.toUpperCase() + text.slice(1)
}
