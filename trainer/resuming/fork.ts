import type { Probe } from '#probes/define.ts'
import { withDetectors } from '#probes/index.ts'
import { hasAdded, isIn, isThere, stateFromFacts, stepOf, type IsDueBy } from '#src/run-state/index.ts'
import {
  isOfMachine,
  usageError,
  type Column,
  type LoggedCommand,
  type ParameterValues,
  type Report,
} from '#src/vocabulary/index.ts'
import type { Backend } from '#trainer/backend/index.ts'
import type { KeptCheckpoints } from '#trainer/checkpoints/index.ts'
import { type Experiment, offerOf } from '#trainer/experiments/index.ts'
import { checkpointFor, resumePointAt } from './observers-from-facts.ts'
import { coverageOf, type Origin, type RunRecord } from './origin.ts'
import { storedCurves } from './stored-curves.ts'
import { type Coverage, coverageAfter, NO_COVERAGE } from '#trainer/backfill/index.ts'
import { newRunId, type Plan, settableValue, startedReport } from '#trainer/run/index.ts'
import { planOf } from './resume.ts'

/** What makes a branch of a run. */
export interface Branch {
  readonly at: number
  readonly set: ParameterValues
  readonly id?: string
  readonly name?: string
  readonly steps?: number
}

/** The plan of a branch: its parent's, with an end and a name of its own. */
export function planOfBranch(
  record: RunRecord,
  { at, set, id, name, steps }: Branch,
  experiments?: readonly Experiment[],
): Plan {
  const parent = planOf(record, experiments, 'fork')
  const { lastStep } = record
  if (at > lastStep) throw usageError(`Cannot fork run '${parent.id}' at step ${at}: its last step is ${lastStep}`)
  const checked = Object.fromEntries(
    Object.entries(set).map(([key, value]) => [key, settableValue(parent.experiment.parameters, key, value)]),
  )
  const until = steps ?? parent.steps
  if (until <= at) throw usageError(`--steps: expected a last step beyond the fork at step ${at}, got ${until}`)
  const changes = Object.entries(checked).map(([key, value]) => `${key}=${value}`)
  return {
    ...parent,
    id: id ?? newRunId(parent.experiment.id),
    name: name ?? [`${nameOf(record)} @${at}`, ...changes].join(' '),
    steps: until,
    breakpoints: [],
    parent: { run: parent.id, step: at, set: checked },
    group: null, // what a sweep is made of is what it planned
  }
}

/** What people call a run, or else what it was trained as. */
function nameOf({ run, facts }: RunRecord): string {
  return stateFromFacts(facts).labels.name ?? run.name
}

/** How a branch begins: with all that its parent reported up to the fork, to the bit, as its own. */
export function branching(
  record: RunRecord,
  plan: Plan,
  backend: Backend,
  checkpoints: KeptCheckpoints,
  probes: readonly Probe[],
): Origin {
  const at = plan.parent?.step ?? 0
  const checkpoint = checkpointFor(checkpoints, record.facts, at)
  const from = checkpoint === null || checkpoint.state.step === 0 ? null : checkpoint
  const facts = record.facts.filter(({ report }) => isInherited(report, at))
  const inherited = facts.map(({ report }) => shortened(report, at))
  const own = inherited.reduce(coverageAfter, NO_COVERAGE)
  const there = {
    ofParent: coverageOf(record.facts, record.lastStep),
    own,
    dueBy: storedCurves({ columns: record.columns, lastStep: record.run.steps }, probes),
  }
  const columns = record.columns.flatMap((column) => partOf(column, at, there))
  return {
    checkpoint: from,
    ...resumePointAt({ facts, columns: record.columns }, from, at, {
      experiment: offerOf(plan.experiment),
      probes: withDetectors(probes),
    }),
    coverage: { ...own, step: at },
    prelude: [startedReport(plan, backend), ...inherited, ...notesUpTo(record, at), ...columns.flatMap(inPieces)],
    seq: 0,
  }
}

/** The changes that make a branch, as the Commands that it obeys first. */
export function changesOf({ parent }: Plan): LoggedCommand['command'][] {
  return Object.entries(parent?.set ?? {}).map(([key, value]) => ({ type: 'set', key, value }))
}

/** What a branch has of its parent: what was there, and not how somebody steered. */
function isInherited(report: Report, at: number): boolean {
  if (report.type === 'declared') return !isOfMachine(report.series.probe)
  // A mark may lie before the step at which it was said.
  if (report.type === 'marked') return stepOf(report) <= at
  if (report.type === 'filled') return report.from <= at
  if (!('step' in report) || report.step > at) return false
  if (report.type === 'applied') return ['set', 'attach', 'detach', 'retune'].includes(report.command.type)
  return ['attached', 'detached', 'retuned', 'absent', 'failed', 'unfilled', 'offered'].includes(report.type)
}

/** What people note on steps that a branch shares with its parent; what was taken away is not said again. */
function notesUpTo({ facts }: RunRecord, at: number): Report[] {
  return stateFromFacts(facts).notes.flatMap((note): Report[] =>
    note.from > at ? [] : [{ type: 'noted', note: { ...note, to: Math.min(note.to, at) } }],
  )
}

function shortened(report: Report, at: number): Report {
  return report.type === 'filled' ? { ...report, to: Math.min(report.to, at), columns: [] } : report
}

/** What is known to be there of a parent, and of what its branch has of it. */
interface There {
  readonly ofParent: Coverage
  readonly own: Coverage
  readonly dueBy: (probe: string) => IsDueBy | undefined
}

/**
 * The points up to the fork that are known to be there: a piece of the past that arrives just now is not, nor is what was added
 * to that past because somebody asked for it behind the fork.
 */
function partOf(column: Column, at: number, { ofParent: { covered, state }, own, dueBy }: There): Column[] {
  const probe = column.series.split('/')[0] as string
  const there = covered.get(probe)
  if (there === undefined) return []
  const isDenser = hasAdded(state.wanted.get(probe) ?? [])
  const isDueBy = isDenser ? dueBy(probe) : undefined
  const asked = own.state.wanted.has(probe) ? own.state : state
  const steps: number[] = []
  const values: number[] = []
  const lengths: number[] = []
  let from = 0
  column.steps.forEach((step, i) => {
    const length = column.lengths?.[i] ?? 1
    if (step <= at && isIn(there, step) && (!isDenser || isThere(asked, probe, step, isDueBy))) {
      steps.push(step)
      lengths.push(length)
      for (let j = from; j < from + length; j++) values.push(column.values[j] as number)
    }
    from += length
  })
  const part = { series: column.series, steps: Float64Array.from(steps), values: Float64Array.from(values) }
  return steps.length === 0 ? [] : [{ ...part, lengths: column.lengths === null ? null : Uint32Array.from(lengths) }]
}

/** Numbers in one Report, at most: one of a whole series may be more than a hub takes in one breath. */
const PIECE = 1 << 20

function inPieces({ series, steps, values, lengths }: Column): Report[] {
  const lengthAt = (i: number) => lengths?.[i] ?? 1
  const reports: Report[] = []
  for (let at = 0, from = 0; at < steps.length;) {
    let end = at + 1
    let to = from + lengthAt(at)
    while (end < steps.length && to + lengthAt(end) - from <= PIECE) to += lengthAt(end++)
    const piece = { series, steps: steps.slice(at, end), values: values.slice(from, to) }
    reports.push({ type: 'measured', columns: [{ ...piece, lengths: lengths?.slice(at, end) ?? null }] })
    at = end
    from = to
  }
  return reports
}
