import type { Factor, Factors } from '#src/vocabulary/index.ts'

/** What colors groups, what splits charts, and all that runs are grouped by. */
export interface Grouping {
  /** Null where nothing does. */
  readonly color: string | null
  readonly split: string | null
  readonly by: readonly string[]
}

/** Charts side by side that a screen has room for. */
const MOST_SPLITS = 8

/** What a person said of it: null for nothing said, '' for none. */
interface Said {
  readonly color: string | null
  readonly split: string | null
  readonly by: readonly string[] | null
}

/**
 * How runs are grouped, as far as nobody says otherwise: by every parameter in which they differ, since runs of different
 * settings are no repetitions of each other. The number with most values colors them; a second one with few splits charts.
 */
export function groupingOf({ factors }: Pick<Factors, 'factors'>, said: Said): Grouping {
  const found = factors.filter(({ isReplicate }) => !isReplicate)
  const wanted = said.by ?? found.map(({ name }) => name)
  const offered = [...found].filter(({ name }) => wanted.includes(name)).sort(colorsBefore)
  const color = said.color === null ? (offered[0]?.name ?? wanted[0] ?? null) : said.color || null
  const rest = offered.filter(({ name, values }) => name !== color && values.length <= MOST_SPLITS)
  const split = said.split === null ? (rest[0]?.name ?? null) : said.split || null
  const by = [...new Set([color, split, ...wanted])].filter((name) => name !== null)
  return { color, split, by }
}

function colorsBefore(a: Factor, b: Factor): number {
  if (a.kind !== b.kind) return a.kind === 'number' ? -1 : 1
  return b.values.length - a.values.length
}

/** In what runs of one group may differ: everything else than the repetitions' own seed is to be said. */
export function unsaidFactors({ factors, others }: Factors, { by }: Grouping): readonly Factor[] {
  return [...factors.filter(({ name, isReplicate }) => !isReplicate && !by.includes(name)), ...others]
}
