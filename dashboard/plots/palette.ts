import { aspectOf, type Group, type SeriesDeclaration } from '#src/vocabulary/index.ts'

/** How a line looks. Colors are CSS expressions, so that one line serves both themes. */
export interface LineStyle {
  readonly color: string
  readonly dash: readonly number[]
}

/** Eight hues that stay apart for the common kinds of color blindness, after Okabe and Ito; see tokens.css. */
export const HUES = 8

export function hue(index: number): string {
  return `var(--series-${(index % HUES) + 1})`
}

/**
 * The styles of a run's series. Color follows what a line is, never where it stands: training is dashed orange and
 * test is solid blue on every chart, and a layer, which many probes have as a part, keeps its hue from panel to panel.
 */
export function stylesOf(declarations: readonly SeriesDeclaration[]): (declaration: SeriesDeclaration) => LineStyle {
  const own = new Map(
    [...Map.groupBy(declarations, ({ probe }) => probe)].map(([probe, all]) => [probe, placesOf(all)]),
  )
  const uses = new Map<string, number>()
  for (const places of own.values()) for (const part of places.keys()) uses.set(part, (uses.get(part) ?? 0) + 1)
  const layers = numbered([...placesOf(declarations).keys()].filter((part) => uses.get(part)! > 1))
  /** Probes whose parts are all layers. */
  const layered = new Set(
    [...own].filter(([, places]) => [...places.keys()].every((part) => layers.has(part))).map(([probe]) => probe),
  )
  /** Place of a part among the layers where all its neighbors are layers, too; else among its neighbors. */
  const placeOf = (probe: string, part: string): number =>
    (layered.has(probe) ? layers : (own.get(probe) ?? layers)).get(part) ?? 0
  /** What shares a panel with training and test, in the order in which it came. */
  const others = new Map(
    [...Map.groupBy(declarations.filter(isAlone), ({ group }) => group)].map(([group, all]) => [
      group,
      numbered(all.map(({ name }) => name)),
    ]),
  )
  return ({ name, part: said, probe, group }) => {
    const { part, aspect } = aspectOf(said)
    const isTotal = part === null || part === 'total'
    // A null model has its value's hue, dotted: what lies on its dots is no structure.
    if (aspect === 'null') return { color: isTotal ? 'var(--ink-3)' : hue(placeOf(probe, part)), dash: [1.5, 3] }
    if (part === 'total') return { color: 'var(--ink)', dash: [] }
    // A ninth part has the first one's hue, and a dash.
    if (part !== null) {
      const place = placeOf(probe, part)
      return { color: hue(place), dash: partDash(Math.floor(place / HUES)) }
    }
    if (name.startsWith('train-')) return { color: hue(1), dash: dashOf(name) }
    const place = others.get(group)?.get(name) ?? -1
    return { color: hue(SHARED_GROUPS.has(group) && place >= 0 ? place + 2 : 0), dash: [] }
  }
}

function isAlone({ part, name }: SeriesDeclaration): boolean {
  return part === null && !/^(train|test)-/.test(name)
}

/** The parts of some series, in order, each with its place; what stands for all parts is none of them. */
function placesOf(members: readonly SeriesDeclaration[]): ReadonlyMap<string, number> {
  return numbered(
    members.map(({ part }) => aspectOf(part).part).filter((part) => part !== null && part !== 'total') as string[],
  )
}

/** Each text with its place among those that differ: there may be thousands, and each is asked for. */
function numbered(texts: readonly string[]): ReadonlyMap<string, number> {
  return new Map([...new Set(texts)].map((text, i) => [text, i]))
}

/** A curve that another is compared with: the same hue, paler and dashed, so that what it is stays plain. */
export function besideStyle({ color }: LineStyle): LineStyle {
  return { color: `color-mix(in oklab, ${color} 66%, var(--surface))`, dash: [3, 2.5] }
}

/** Groups whose probes share a panel, so that their lines must differ. */
export const SHARED_GROUPS: ReadonlySet<Group> = new Set<Group>(['accuracy', 'loss'])

/** Training is dashed wherever it is drawn, also where color tells runs apart. */
export function dashOf(name: string): readonly number[] {
  return name.startsWith('train-') ? [5, 3.5] : []
}

const PART_DASHES = [[], [5, 3.5], [1.5, 3], [8, 3, 1.5, 3]] as const

/** Where color tells runs apart, dashes tell the parts of a probe apart. */
export function partDash(index: number): readonly number[] {
  return PART_DASHES[index % PART_DASHES.length]!
}
