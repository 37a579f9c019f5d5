import { readNumber, seriesOf } from '#src/claims/index.ts'
import type { Store } from '#src/store/index.ts'
import type { Claimed, RunId } from '#src/vocabulary/index.ts'
import { membersOf, type Sweep } from '#trainer/sweeps/index.ts'
import { memberStates } from '../sweeps/states.ts'

export type MemberNumbers = ReadonlyMap<RunId, number>

/**
 * The number of each run of a sweep that is complete and has one. `known`: what was read before, which holds on: nothing changes a run that
 * is complete.
 */
export async function memberNumbers(
  store: Pick<Store, 'list' | 'columns'>,
  sweep: Sweep,
  of: Claimed,
  known: MemberNumbers = new Map(),
): Promise<MemberNumbers> {
  const states = await memberStates(store, membersOf(sweep))
  const numbers = new Map<RunId, number>()
  for (const [run, { status }] of states) {
    if (status !== 'completed') continue
    const number = known.get(run) ?? (await numberOf(store, run, of, sweep.steps))
    if (number !== null) numbers.set(run, number)
  }
  return numbers
}

/** The number of a run of so many steps; null where it has none. */
async function numberOf(store: Pick<Store, 'columns'>, run: RunId, of: Claimed, steps: number): Promise<number | null> {
  const read = new Map<string, { readonly steps: number[]; readonly values: number[] }>()
  for (const name of seriesOf(of)) {
    const points = { steps: [] as number[], values: [] as number[] }
    for await (const column of store.columns(run, name)) {
      points.steps.push(...column.steps)
      points.values.push(...column.values)
    }
    read.set(name, points)
  }
  return readNumber(of, { points: (name) => read.get(name) ?? null, reached: steps }, steps).value
}
