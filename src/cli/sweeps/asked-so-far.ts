import type { Store } from '#src/store/index.ts'
import type { RunId } from '#src/vocabulary/index.ts'
import { membersOf, refinedCells, type Member, type Sweep } from '#trainer/sweeps/index.ts'
import { labelsOfRuns } from './labels-of-runs.ts'
import type { MemberState } from './states.ts'

/**
 * The runs of a sweep that are to be made as far as is known: all of them, or of a sweep that refines those of its first places and of
 * the borders that were seen between labels. Who failed or was stopped may still be made again, so that its place waits for it.
 */
export async function askedSoFar(
  store: Pick<Store, 'list'>,
  sweep: Sweep,
  states: ReadonlyMap<RunId, MemberState>,
): Promise<readonly Member[]> {
  const { refine, axes, labels } = sweep
  const members = membersOf(sweep)
  if (refine === null) return members
  const isDone = ({ id }: Member) => ['completed', 'removed'].includes(states.get(id)?.status ?? 'waiting')
  const completed = members.filter(({ id }) => states.get(id)?.status === 'completed').map(({ id }) => id)
  const named = await labelsOfRuns(store, completed, labels)
  const shape = axes.map(({ values }) => values.length)
  const places = inCells(sweep, members)
  const labelOf = (cell: number) => {
    const here = places[cell]!
    return here.every(isDone) ? mostOf(here.flatMap(({ id }) => named.get(id) ?? [])) : undefined
  }
  const { cells } = refinedCells(shape, refine, labelOf)
  return cells.flatMap((cell) => places[cell]!)
}

/** The runs of each place of the grid: one of every seed. */
export function inCells({ axes, seeds }: Sweep, members: readonly Member[]): readonly (readonly Member[])[] {
  const count = axes.reduce((product, { values }) => product * values.length, 1)
  return Array.from({ length: count }, (_, cell) => seeds.map((_, i) => members[i * count + cell]!))
}

/** The label that most have, of equally many the first; null of none. */
export function mostOf(labels: readonly number[]): number | null {
  const counts = new Map<number, number>()
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  const [most] = [...counts].toSorted(([a, m], [b, n]) => n - m || a - b)
  return most?.[0] ?? null
}
