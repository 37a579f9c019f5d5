import { defer, finalize, from, identity, map, startWith, type Observable } from 'rxjs'
import type { Probe } from '#probes/define.ts'
import { UNASKED } from '#probes/detectors/index.ts'
import { detectors, probes } from '#probes/index.ts'
import type { AddressedCommand, Envelope } from '#src/vocabulary/index.ts'
import type { Backend } from '#trainer/backend/index.ts'
import { backfill, type BackfillSetting, NO_COVERAGE, type StartReplayer } from '#trainer/backfill/index.ts'
import { type Checkpoints, defaultSchedule, keepIn } from '#trainer/checkpoints/index.ts'
import { offerOf, openSystem } from '#trainer/experiments/index.ts'
import { batched } from '#trainer/link/index.ts'
import { observe, openHistories, openMachine, openMeter, type Reading, type Setting } from '#trainer/observing/index.ts'
import type { Origin } from '#trainer/resuming/index.ts'
import {
  type Catalogue,
  type Fork,
  loopEvents,
  type Mailbox,
  openMailbox,
  type Plan,
  startedReport,
} from '#trainer/run/index.ts'
import type { OtherSource, System } from '#trainer/systems/index.ts'
import { type Workbench, workbenchOf } from '#trainer/tensors/index.ts'
import { keptUserProbes, offering, type UserProbes } from '#trainer/user-probes/index.ts'

/** A quarter of a dashboard's patience: faster steps than this share a Report. */
const LEAST_MS = 30

/** What a run may have besides its plan. */
export interface RunContext {
  readonly catalogue?: Catalogue
  readonly other?: OtherSource | null
  /** Where its checkpoints go; without it none are kept. */
  readonly checkpoints?: Checkpoints | null
  /** User-defined probes, from files that are watched; without it only the catalogue's can be attached. */
  readonly userProbes?: UserProbes | null
  /** The folder in which the file of its experiment is kept, where that is a person's own. */
  readonly ownExperiments?: string | null
  /** Starts branches. */
  readonly fork?: Fork
  /** Where it goes on, if it does not begin. */
  readonly origin?: Origin | null
  /** What others can tell of the machine: a GPU, a hub. */
  readonly machine?: () => readonly Reading[]
  /** Starts what goes through its past; without it a separate process. */
  readonly replayer?: StartReplayer
}

/**
 * Carries out a plan: every Report of the run, in order, from `started` to `ended`, and behind that what of its past
 * was still to be filled in. Training starts with the subscription, so share it if several listen. What a listener does
 * never changes a number of the run.
 */
export function trainRun(
  plan: Plan,
  backend: Backend,
  command$: Observable<AddressedCommand>,
  context: RunContext = {},
): Observable<Envelope> {
  return defer(() => {
    const { catalogue = { probes, detectors }, other = null, checkpoints = null, origin = null } = context
    const { userProbes = null } = context
    const bench = workbenchOf(backend)
    const mailbox = openMailbox(command$)
    const course = {
      plan,
      open: () => opened(plan, bench, other, origin),
      mailbox,
      known: origin?.known ?? null,
      from: origin?.checkpoint?.state ?? null,
      schedule: checkpoints === null ? null : defaultSchedule,
      fork: context.fork ?? cannotFork,
    }
    const { tf } = bench
    const shelf = [
      ...catalogue.probes,
      ...catalogue.detectors,
      ...(userProbes === null ? [] : keptUserProbes(userProbes.kept, { tf })),
    ]
    const ground = { shelf, detectors: catalogue.detectors, experiment: offerOf(plan.experiment), mailbox, tf }
    const prelude = origin?.prelude ?? [startedReport(plan, backend, catalogue)]
    const past = {
      run: plan,
      checkpoints: checkpoints?.folder ?? null,
      userProbes: userProbes?.kept ?? null,
      ownExperiments: context.ownExperiments ?? null,
      other: other === null ? null : { name: other.name, weights: other.weights, made: other.made },
      catalogue: shelf,
      ...(context.replayer && { start: context.replayer }),
    }
    return from(loopEvents(course)).pipe(
      observe(() => settingOf(plan, bench, shelf, mailbox, context)),
      userProbes === null ? identity : offering(userProbes, ground),
      backfill({ ...past, run: asJob(plan) }, origin?.coverage ?? NO_COVERAGE),
      batched(LEAST_MS, () => performance.now()),
      startWith(...prelude),
      finalize(mailbox.close),
      map((report, i) => ({ run: plan.id, seq: (origin?.seq ?? 0) + i, at: Date.now(), report })),
    )
  })
}

/** The run as another process is told of it: its experiment by name. */
function asJob({ experiment, ...plan }: Plan): BackfillSetting['run'] {
  const source = experiment.own?.hash
  return { ...plan, experiment: experiment.id, ...(source !== undefined && { source }) }
}

/** What the run steps through, at its first step. */
function opened(plan: Plan, { tf }: Workbench, other: OtherSource | null, origin: Origin | null): System {
  const clock = origin?.reported.find(({ series }) => series === 'elapsed')
  const elapsedSeconds = clock?.values.at(-1)
  return openSystem(plan, { tf, other, ...(elapsedSeconds !== undefined && { elapsedSeconds }) })
}

/** What observing a run depends on, all of it new. */
export function settingOf(
  plan: Pick<Plan, 'id' | 'experiment' | 'seed' | 'steps'>,
  { linalg }: Pick<Workbench, 'linalg'>,
  catalogue: readonly Probe[],
  mailbox: Pick<Mailbox, 'post'>,
  {
    catalogue: { unasked = UNASKED } = { probes, detectors },
    checkpoints = null,
    origin = null,
    machine,
  }: RunContext = {},
): Setting {
  return {
    experiment: offerOf(plan.experiment),
    unasked,
    seed: plan.seed,
    lastStep: plan.steps,
    probes: catalogue,
    linalg,
    histories: origin?.histories ?? openHistories(),
    meter: openMeter(),
    machine: openMachine(machine),
    act: (command, by) => mailbox.post({ command, by, answer: () => {} }),
    keep: checkpoints === null ? null : keepIn(checkpoints, plan.id),
    ...(origin !== null && { idsInUse: origin.idsInUse }),
  }
}

const cannotFork: Fork = () => ({ ok: false, why: 'This run was started in a way that cannot fork' })
