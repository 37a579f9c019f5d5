import { readNumber, seriesOf } from '#src/claims/index.ts'
import type { Store } from '#src/store/index.ts'
import { seriesName, type Claimed, type RunId } from '#src/vocabulary/index.ts'
import type { PhaseMap, Picture } from '#trainer/experiments/index.ts'
import { membersOf, type Sweep } from '#trainer/sweeps/index.ts'
import { labelsOfRuns } from '../sweeps/labels-of-runs.ts'
import { memberStates, type MemberState } from '../sweeps/states.ts'

/** A number of a run for a picture. */
export interface Reading {
  /** Its place on the axis, where a run has several along one; null where a setting is the place. */
  readonly x: number | null
  readonly y: number
  /** What theory says there, where the run says so itself. */
  readonly theory: number | null
}

/** What each run has to say; nothing of those that have not ended. */
export type MemberReadings = ReadonlyMap<RunId, readonly Reading[]>

type Reads = Pick<Store, 'series' | 'columns'>

/** `known`: what was read before, which holds on: nothing changes a run that is complete. */
export async function memberReadings(
  store: Reads & Pick<Store, 'list'>,
  sweep: Sweep,
  picture: Picture,
  known: MemberReadings = new Map(),
): Promise<MemberReadings> {
  const states = await memberStates(store, membersOf(sweep))
  if (picture.kind === 'phase-map') return labelReadings(store, sweep, states)
  const readings = new Map<RunId, readonly Reading[]>()
  for (const [run, { status }] of states) {
    if (status !== 'completed') continue
    const before = known.get(run) ?? []
    // One that had nothing to say may since have been measured.
    readings.set(run, before.length > 0 ? before : await readingsOf(store, run, picture, sweep.steps))
  }
  return readings
}

/** The number of the label of each run. */
async function labelReadings(
  store: Pick<Store, 'list'>,
  { labels }: Sweep,
  states: ReadonlyMap<RunId, MemberState>,
): Promise<MemberReadings> {
  const completed = [...states].flatMap(([run, { status }]) => (status === 'completed' ? [run] : []))
  const named = await labelsOfRuns(store, completed, labels)
  return new Map(completed.map((run) => [run, [{ x: null, y: named.get(run)!, theory: null }]]))
}

function readingsOf(
  store: Reads,
  run: RunId,
  picture: Exclude<Picture, PhaseMap>,
  steps: number,
): Promise<readonly Reading[]> {
  return picture.kind === 'profiles'
    ? alongProfile(store, run, picture.profile, steps)
    : ofClaimed(store, run, picture.of, steps)
}

async function ofClaimed(store: Reads, run: RunId, of: Claimed, steps: number): Promise<readonly Reading[]> {
  const read = new Map<string, { readonly steps: number[]; readonly values: number[] }>()
  const there = await namesOf(store, run)
  for (const name of seriesOf(of)) {
    if (!there.has(name)) continue
    const points = { steps: [] as number[], values: [] as number[] }
    for await (const column of store.columns(run, name)) {
      points.steps.push(...column.steps)
      points.values.push(...column.values)
    }
    read.set(name, points)
  }
  const { value } = readNumber(of, { points: (name) => read.get(name) ?? null, reached: steps }, steps)
  return value === null ? [] : [{ x: null, y: value, theory: null }]
}

/** The last profile, and its law beside it. */
async function alongProfile(store: Reads, run: RunId, profile: string, steps: number): Promise<readonly Reading[]> {
  const there = await namesOf(store, run)
  const last = (part: string) => {
    const name = seriesName('profile', part)
    return there.has(name) ? lastFrame(store, run, name, steps) : []
  }
  const [measured, law] = [await last(profile), await last(`${profile}.law`)]
  const said = new Map(law)
  return measured.flatMap(([x, y]) => {
    const theory = said.get(x) ?? NaN
    return Number.isFinite(x) && Number.isFinite(y) ? [{ x, y, theory: Number.isFinite(theory) ? theory : null }] : []
  })
}

async function namesOf(store: Reads, run: RunId): Promise<ReadonlySet<string>> {
  return new Set((await store.series(run)).map(({ name }) => name))
}

/** Rows of x and y; none where nothing was measured. A frame says its number of columns first. */
async function lastFrame(
  store: Reads,
  run: RunId,
  series: string,
  steps: number,
): Promise<(readonly [x: number, y: number])[]> {
  let last: Float64Array = new Float64Array()
  for await (const column of store.columns(run, series)) {
    let at = 0
    for (const [i, length] of (column.lengths ?? []).entries()) {
      if (column.steps[i]! <= steps) last = column.values.slice(at, at + length)
      at += length
    }
  }
  return Array.from({ length: Math.floor((last.length - 1) / 2) }, (_, row) => [last[1 + 2 * row]!, last[2 + 2 * row]!])
}
