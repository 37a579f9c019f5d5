import type { EffectRow, RunId, RunValue } from '#src/vocabulary/index.ts'
import type { GroupLook } from '#dashboard/panels/band.ts'
import { valueLabel } from './group-looks.ts'

/** A row of the map of runs: which run it is, and what it is sorted by. */
export interface MapRow {
  readonly run: RunId
  readonly look: GroupLook
  /** What rows that stand together share, as the edge of the map says it. */
  readonly label: string
}

/** Rows that stand together under one label. */
export interface RowBlock {
  readonly label: string
  /** The first row, and the one after the last. */
  readonly from: number
  readonly to: number
}

/** What rows can be sorted by, as far as it is known: the value of each run. */
export interface RowOrder {
  /** Whether it is the step of an event, which stands in no block: every run has its own. */
  readonly isOnset: boolean
  readonly rows: readonly EffectRow[]
}

/** Runs as rows: as their groups are, or by a factor or an onset; runs that share a value keep the order of their groups. */
export function mapRows(
  runs: readonly RunId[],
  lookOf: (run: RunId) => GroupLook | null,
  order: RowOrder | null,
): MapRow[] {
  const known = new Map((order?.rows ?? []).map((row) => [row.run, row]))
  const rows = runs.flatMap((run) => {
    const look = lookOf(run)
    if (look === null) return []
    const row = known.get(run)
    const value = order === null ? null : order.isOnset ? (row?.value ?? null) : (row?.factors[0] ?? null)
    return [{ run, look, value, label: order === null || order.isOnset ? look.label : valueLabel(value) }]
  })
  const sorted = order === null ? rows : rows.toSorted((a, b) => compareValues(a.value, b.value))
  return sorted.map(({ run, look, label }) => ({ run, look, label }))
}

/** Numbers by size, then words, then what is no number, then nothing: a run in which an event never came stands last. */
export function compareValues(a: RunValue, b: RunValue): number {
  const kindOf = (value: RunValue) => (value === null ? 3 : typeof value === 'string' ? 1 : Number.isNaN(value) ? 2 : 0)
  const [left, right] = [kindOf(a), kindOf(b)]
  if (left !== right) return left - right
  if (typeof a === 'number' && typeof b === 'number') return a === b || left === 2 ? 0 : a - b
  return typeof a === 'string' && typeof b === 'string' ? a.localeCompare(b, 'en', { numeric: true }) : 0
}

export function blocksOf(rows: readonly Pick<MapRow, 'label'>[]): RowBlock[] {
  const blocks: RowBlock[] = []
  rows.forEach(({ label }, i) => {
    const last = blocks.at(-1)
    if (last?.label === label) blocks[blocks.length - 1] = { ...last, to: i + 1 }
    else blocks.push({ label, from: i, to: i + 1 })
  })
  return blocks
}
