import {
  BOUNDS,
  messageOf,
  usageError,
  type Aggregate,
  type AggregateGroup,
  type AggregateQuestion,
  type LeftOut,
  type RunId,
  type RunValue,
} from '#src/vocabulary/index.ts'
import { readableRun } from '#src/run-state/index.ts'
import { bandOfCurves } from '#src/statistics/band.ts'
import { groupCurve, type GroupCurve, type Taken } from '#src/store/aggregate/group-curve.ts'
import { areSameKeys, inGroups } from '#src/store/aggregate/in-groups.ts'
import { DamagedError } from '#src/store/damage.ts'
import type { Database } from '../database.ts'
import { knownRun, type RunRow } from '../run-row.ts'
import { chosenRuns } from './chosen-runs.ts'
import { alignedSource, KINDS, type AlignedSource } from './aligned-source.ts'
import { newSpending, type Spend } from './spending.ts'

interface Group {
  readonly key: readonly RunValue[]
  readonly members: readonly RunRow[]
}

/** A run with its curve in the x of the question. */
interface Member {
  readonly run: RunId
  readonly source: AlignedSource
  /** Null where a foreign run named none: it is a replicate of its group, and the twin of none. */
  readonly seed: number | null
}

/** What is taken away: of all runs the median of some, or of each run its twin, by the seed that both have. */
type TakenRuns = { readonly medianOf: readonly Member[] } | { readonly twins: ReadonlyMap<number | null, Member> }

/**
 * The curves of groups of runs, computed beside the data: a pyramid says the last point of every bucket of each run, and where these are at the
 * same steps, as those of runs that were measured alike, nothing else is read. Groups come one after the other, so that the
 * points of one are in memory at a time.
 */
export function aggregateOf(db: Database, question: AggregateQuestion): Aggregate {
  return db.snapshot(() => {
    const runs = chosenRuns(db, question.among, question.by)
    const groups = inGroups(runs.map(({ row, values }) => ({ row, key: values }))).map(({ key, members }) => ({ key, members: members.map(({ row }) => row) })) // prettier-ignore
    assertFits(groups, question)
    const ofGroup = newSpending()
    const taken = takenOf(db, groups, question, ofGroup())
    return { groups: groups.map((group) => aggregated(db, group, question, taken, ofGroup())) }
  })
}

function aggregated(
  db: Database,
  { key, members: rows }: Group,
  question: AggregateQuestion,
  taken: TakenRuns | null,
  spend: Spend,
): AggregateGroup {
  const { members, left } = withTwins(membersOf(db, rows, question, spend), taken)
  const { x, curves, exact, interpolated } = curveOf(members, left, question, taken)
  return {
    key,
    runs: members.map(({ run }) => run),
    left,
    x,
    ...bandOfCurves(curves, members.length, x.length, question),
    members: question.members ? curves : null,
    exact,
    interpolated,
    folded: members.reduce((sum, { source }) => sum + source.folded, 0),
  }
}

function membersOf(
  db: Database,
  rows: readonly RunRow[],
  { series, align }: AggregateQuestion,
  spend: Spend,
): { members: Member[]; left: LeftOut[] } {
  const members: Member[] = []
  const left: LeftOut[] = []
  for (const row of rows) {
    const source = alignedSource(db, row, series, align, spend)
    if (typeof source === 'string') left.push({ run: row.id, why: source })
    else members.push({ run: row.id, source, seed: seedOf(row) })
  }
  return { members, left }
}

function seedOf(row: RunRow): number | null {
  return readableRun(JSON.parse(row.declaration), { id: row.id, at: row.started_at }).seed
}

/** Where each run is less its twin, those that have none take no part. */
function withTwins({ members, left }: { members: Member[]; left: LeftOut[] }, taken: TakenRuns | null) {
  if (taken === null || !('twins' in taken)) return { members, left }
  const alone = members.filter(({ seed }) => seed === null || !taken.twins.has(seed))
  const why = (seed: number | null) =>
    seed === null
      ? 'It has no seed, by which the run to take away would be found'
      : `No run with seed ${seed} is among those that are taken away`
  return {
    members: members.filter((member) => !alone.includes(member)),
    left: [...left, ...alone.map(({ run, seed }) => ({ run, why: why(seed) }))],
  }
}

function takenFrom(members: readonly Member[], taken: TakenRuns | null): Taken | null {
  if (taken === null) return null
  if ('medianOf' in taken) return { medianOf: taken.medianOf.map(({ source }) => source) }
  return { each: members.map(({ seed }) => taken.twins.get(seed)!.source) }
}

/** Moves members that cannot be read to those that are left out: they do not keep the others from being seen. */
function curveOf(members: Member[], left: LeftOut[], question: AggregateQuestion, taken: TakenRuns | null): GroupCurve {
  for (;;) {
    try {
      const sources = members.map(({ source }) => source)
      return groupCurve(KINDS[question.align.x], sources, question, takenFrom(members, taken))
    } catch (error) {
      const damaged = error instanceof DamagedError ? members.findIndex(({ run }) => run === error.run) : -1
      if (damaged < 0) throw error
      left.push({ run: members[damaged]!.run, why: messageOf(error) })
      members.splice(damaged, 1)
    }
  }
}

/** What is taken away, where anything is. */
function takenOf(db: Database, groups: readonly Group[], question: AggregateQuestion, spend: Spend): TakenRuns | null {
  const { minus } = question
  if (minus === undefined || minus === null) return null
  if (typeof minus !== 'string') {
    const values = 'group' in minus ? minus.group : minus.twins
    const group = groups.find(({ key }) => areSameKeys(key, values))
    if (group === undefined) throw usageError(`minus: no group of these runs has the values ${JSON.stringify(values)}`)
    const { members } = membersOf(db, group.members, question, spend)
    return 'group' in minus
      ? { medianOf: members }
      : { twins: new Map(members.toReversed().map((member) => [member.seed, member])) }
  }
  const row = knownRun(db, minus)
  const source = alignedSource(db, row, question.series, question.align, spend)
  if (typeof source === 'string') throw usageError(`minus: run '${minus}' cannot be taken away: ${source}`)
  return { medianOf: [{ run: row.id, source, seed: seedOf(row) }] }
}

/** Before anything is read. The curves of a group are in memory together, whether or not they are answered. */
function assertFits(groups: readonly Group[], { points, members, band }: AggregateQuestion): void {
  const runs = groups.reduce((sum, group) => sum + group.members.length, 0)
  const largest = groups.reduce((most, group) => Math.max(most, group.members.length), 0)
  const numbers = points * (groups.length * 5 + (members ? runs : largest))
  const of = `${points} points of ${groups.length} groups and ${members ? runs : largest} members`
  if (numbers > BOUNDS.numbersAnAggregate)
    throw usageError(`Expected at most ${BOUNDS.numbersAnAggregate} numbers of one question, got up to ${numbers}: ${of}; ask for fewer points, or for fewer runs`) // prettier-ignore
  if (band === 'bootstrap' && points * runs > BOUNDS.valuesResampled)
    throw usageError(`Expected a bootstrap of at most ${BOUNDS.valuesResampled} values, got up to ${points * runs}: ${points} points of ${runs} runs; ask for at most ${Math.floor(BOUNDS.valuesResampled / runs)} points, or for another band`) // prettier-ignore
}
