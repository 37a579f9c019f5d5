import { defer, finalize, from, identity, map, startWith, type Observable } from 'rxjs'
import { cardOf, probeWithId, type Probe } from '#probes/define.ts'
import { detectorCardOf, type Detector } from '#probes/detector.ts'
import { detectors, probes } from '#probes/index.ts'
import type { Envelope, Report } from '#src/vocabulary/index.ts'
import { probesFor } from '#trainer/observing/attachment.ts'
import type { Backend } from '#trainer/backend/index.ts'
import { batched } from '#trainer/link/batch.ts'
import { keepIn } from '#trainer/checkpoints/keep.ts'
import type { Checkpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { defaultSchedule } from '#trainer/checkpoints/schedule.ts'
import { openMailbox, type AddressedCommand, type Mailbox } from './mailbox.ts'
import { declareRun } from './declare-run.ts'
import { detect } from '#trainer/observing/detect.ts'
import type { Fork } from './controls.ts'
import { openHistories } from '#trainer/observing/histories.ts'
import type { OtherSource } from '#trainer/systems/gradient-descent/run-constants.ts'
import { loopEvents } from './loop.ts'
import { openMeter } from '#trainer/observing/meter.ts'
import { observe, type Setting } from '#trainer/observing/observe.ts'
import type { Origin } from '#trainer/resuming/origin.ts'
import { backfill } from '#trainer/backfill/backfill.ts'
import { NO_COVERAGE } from '#trainer/backfill/coverage.ts'
import { keptUserProbes } from '#trainer/user-probes/kept-versions.ts'
import { offering, type UserProbes } from '#trainer/user-probes/offers.ts'
import type { StartReplayer } from '#trainer/backfill/replayer.ts'
import type { Plan } from './plan.ts'
import { recipeAt } from './settings-in-force.ts'
import { openTraining, type Training } from '#trainer/systems/gradient-descent/training.ts'
import { workbenchOf, type Workbench } from '#trainer/tensors/workbench.ts'

/** A quarter of a dashboard's patience: faster steps than this share a Report. */
const LEAST_MS = 30

/** What may be attached to a run, and what watches it. */
export interface Catalogue {
  readonly probes: readonly Probe[]
  readonly detectors: readonly Detector[]
}

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
      schedule: checkpoints === null ? null : defaultSchedule,
      fork: context.fork ?? cannotFork,
    }
    const { tf } = bench
    const shelf = [...catalogue.probes, ...(userProbes === null ? [] : keptUserProbes(userProbes.kept, { tf }))]
    const ground = { shelf, detectors: catalogue.detectors, experiment: plan.experiment, mailbox, tf }
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

export function startedReport(plan: Plan, backend: Backend, catalogue: Catalogue = { probes, detectors }): Report {
  const served = probesFor(plan.experiment, catalogue.probes)
  const planned = plan.probes.flatMap(({ probe }) => probeWithId(served, probe) ?? [])
  return {
    type: 'started',
    run: declareRun(plan, backend),
    // A branch of an older run goes on under the ids that its probes had.
    probes: [...served, ...planned.filter(({ id, formerly }) => id === formerly)].map(cardOf),
    detectors: catalogue.detectors.map(detectorCardOf),
    settable: plan.experiment.parameters.filter(({ settable }) => settable),
    planned: plan.probes,
    breakpoints: plan.breakpoints,
  }
}

function opened(plan: Plan, { tf }: Workbench, other: OtherSource | null, origin: Origin | null): Training {
  const { experiment, parameters, seed } = plan
  const clock = origin?.reported.find(({ series }) => series === 'elapsed')
  const training = openTraining(tf, experiment.recipe(parameters, seed), seed, other, clock?.values.at(-1))
  const state = origin?.checkpoint?.state ?? null
  if (state === null) return training
  const log = origin?.known.log ?? []
  training.restore(state, recipeAt(plan, log, state.step - 1))
  return training
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
    experiment: plan.experiment,
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
