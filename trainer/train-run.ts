import { defer, finalize, from, identity, map, startWith, type Observable } from 'rxjs'
import type { Probe } from '#probes/define.ts'
import { detectors, probes } from '#probes/index.ts'
import type { AddressedCommand, Envelope } from '#src/vocabulary/index.ts'
import type { Backend } from '#trainer/backend/index.ts'
import type { StartReplayer } from '#trainer/backfill/replayer.ts'
import { keepIn } from '#trainer/checkpoints/keep.ts'
import type { Checkpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { defaultSchedule } from '#trainer/checkpoints/schedule.ts'
import { offerOf } from '#trainer/experiments/offer.ts'
import { openSystem } from '#trainer/experiments/open-system.ts'
import { batched } from '#trainer/link/batch.ts'
import { detect } from '#trainer/observing/detect.ts'
import { openHistories } from '#trainer/observing/histories.ts'
import { openMeter } from '#trainer/observing/meter.ts'
import { observe, type Setting } from '#trainer/observing/observe.ts'
import type { Origin } from '#trainer/resuming/origin.ts'
import type { Fork } from '#trainer/run/controls.ts'
import { startedReport, type Catalogue } from '#trainer/run/declare-run.ts'
import { loopEvents } from '#trainer/run/loop.ts'
import { openMailbox, type Mailbox } from '#trainer/run/mailbox.ts'
import type { Plan } from '#trainer/run/plan.ts'
import type { OtherSource } from '#trainer/systems/other-source.ts'
import type { System } from '#trainer/systems/system.ts'
import { workbenchOf, type Workbench } from '#trainer/tensors/workbench.ts'
import { backfill } from '#trainer/backfill/backfill.ts'
import { NO_COVERAGE } from '#trainer/backfill/coverage.ts'
import { keptUserProbes } from '#trainer/user-probes/kept-versions.ts'
import { offering, type UserProbes } from '#trainer/user-probes/offers.ts'

/** A quarter of a dashboard's patience: faster steps than this share a Report. */
const LEAST_MS = 30

/** What a run may have besides its plan. */
export interface RunContext {
  readonly catalogue?: Catalogue
  readonly other?: OtherSource | null
  /** Where its checkpoints go; without it none are kept. */
  readonly checkpoints?: Checkpoints | null
  /** Probes of one's own, from files that are watched; without it only the catalogue's can be attached. */
  readonly userProbes?: UserProbes | null
  /** Starts branches. */
  readonly fork?: Fork
  /** Where it goes on, if it does not begin. */
  readonly origin?: Origin | null
  /** Starts what goes through its past; without it a process of its own. */
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
    const shelf = [...catalogue.probes, ...(userProbes === null ? [] : keptUserProbes(userProbes.kept, { tf }))]
    const ground = { shelf, detectors: catalogue.detectors, experiment: offerOf(plan.experiment), mailbox, tf }
    const prelude = origin?.prelude ?? [startedReport(plan, backend, catalogue)]
    const past = {
      run: plan,
      checkpoints: checkpoints?.folder ?? null,
      userProbes: userProbes?.kept ?? null,
      other: other === null ? null : { name: other.name, weights: other.weights, made: other.made },
      catalogue: shelf,
      ...(context.replayer && { start: context.replayer }),
    }
    return from(loopEvents(course)).pipe(
      observe(() => settingOf(plan, bench, shelf, mailbox, context)),
      detect(catalogue.detectors, origin?.reported, origin?.marks),
      userProbes === null ? identity : offering(userProbes, ground),
      backfill({ ...past, run: { ...plan, experiment: plan.experiment.id } }, origin?.coverage ?? NO_COVERAGE),
      batched(LEAST_MS, () => performance.now()),
      startWith(...prelude),
      finalize(mailbox.close),
      map((report, i) => ({ run: plan.id, seq: (origin?.seq ?? 0) + i, at: Date.now(), report })),
    )
  })
}

/** What the run steps through, at its first step. */
function opened(plan: Plan, { tf }: Workbench, other: OtherSource | null, origin: Origin | null): System {
  const clock = origin?.reported.find(({ series }) => series === 'elapsed')
  const elapsedSeconds = clock?.values.at(-1)
  return openSystem(plan, { tf, other, ...(elapsedSeconds !== undefined && { elapsedSeconds }) })
}

/** What observing a run depends on, all of it new. */
export function settingOf(
  plan: Pick<Plan, 'id' | 'experiment' | 'seed'>,
  { linalg }: Pick<Workbench, 'linalg'>,
  catalogue: readonly Probe[],
  mailbox: Pick<Mailbox, 'post'>,
  { checkpoints = null, origin = null }: RunContext = {},
): Setting {
  return {
    experiment: offerOf(plan.experiment),
    seed: plan.seed,
    probes: catalogue,
    linalg,
    histories: origin?.histories ?? openHistories(),
    meter: openMeter(),
    act: (command, by) => mailbox.post({ command, by, answer: () => {} }),
    keep: checkpoints === null ? null : keepIn(checkpoints, plan.id),
  }
}

const cannotFork: Fork = () => ({ ok: false, why: 'This run was started without the means to fork' })
