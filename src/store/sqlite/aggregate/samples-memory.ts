import type { Range, Sample } from '#src/store/aggregate/group-curve.ts'
import type { Database } from '../database.ts'
import { holdingOf } from '../holding.ts'
import { memoryOf } from '../memory.ts'
import type { RunRow } from '../run-row.ts'
import type { SeriesRow } from '../series.ts'

/** Points of samples that are remembered, of 16 bytes each: of a chart of two hundred places those of 20,000 curves, some 64 MB. */
const REMEMBERED = 4_194_304
/** A sample of more points is not: it would take the place of many. */
const LARGE = 2_048
/** What a sample costs beside its points, in points. */
const OF_ONE = 16

interface Read {
  /** What is stored of the series, by how much there is where: whatever comes changes it. */
  readonly state: string
  readonly sample: Sample
}

/**
 * What a curve looks like on a grid. A page asks the same again while its runs go on, and of those that have ended, or have not got on, nothing
 * is read anew. Whoever gets a sample reads it, and gives none of its arrays away. `since`: from which step its steps are counted.
 */
export function rememberedSample(
  db: Database,
  run: RunRow,
  series: SeriesRow,
  range: Range,
  read: () => Sample,
  since = 0,
): Sample {
  const memory = memoryOf<string, Read>(db, 'samples')
  const sizes = memoryOf<'all', number>(db, 'sizes-of-samples')
  const { from, to, most, spacing } = range
  const under = `${series.key} ${since} ${from} ${to} ${most} ${spacing}`
  const state = stateOf(db, run, series)
  const known = memory.get(under)
  const sample = known?.state === state ? known.sample : read()
  if (sample.points.steps.length > LARGE) return sample
  // Of one that has changed, the newer takes its place at the end.
  let size = (sizes.get('all') ?? 0) + sizeOf(sample) - (known === undefined ? 0 : sizeOf(known.sample))
  memory.delete(under)
  memory.set(under, { state, sample })
  for (const [oldest, { sample: gone }] of memory) {
    if (size <= REMEMBERED) break
    memory.delete(oldest)
    size -= sizeOf(gone)
  }
  sizes.set('all', size)
  return sample
}

function sizeOf({ points }: Sample): number {
  return points.steps.length + OF_ONE
}

function stateOf(db: Database, { id, started_at }: RunRow, series: SeriesRow): string {
  const { points, first_step, last_step, chunks, tail_points, tail_segments } = series
  const { first_page, next_page } = holdingOf(db, series.run)
  return [id, started_at, series.name, points, first_step, last_step, chunks, tail_points, tail_segments, first_page, next_page].join(' ') // prettier-ignore
}
