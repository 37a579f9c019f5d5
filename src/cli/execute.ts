import {
  connect,
  EMPTY,
  filter,
  ignoreElements,
  lastValueFrom,
  merge,
  startWith,
  Subject,
  take,
  tap,
  type Observable,
  type OperatorFunction,
} from 'rxjs'
import type { Probe } from '#probes/define.ts'
import { probes } from '#probes/index.ts'
import { stepOf } from '#src/run-state/index.ts'
import {
  COMMAND_TYPES,
  runtimeError,
  TRAINER,
  type AddressedCommand,
  type Command,
  type Envelope,
  type Outcome,
  type Report,
  type RunId,
} from '#src/vocabulary/index.ts'
import { openBackend, type Backend } from '#trainer/backend/index.ts'
import { type Checkpoints, checkpointsFolder, openCheckpoints } from '#trainer/checkpoints/index.ts'
import type { Origin } from '#trainer/resuming/index.ts'
import { keptUserProbes } from '#trainer/user-probes/index.ts'
import type { Plan } from '#trainer/run/index.ts'
import { trainRun } from '#trainer/index.ts'
import type { Reading } from '#trainer/observing/index.ts'
import { loadLink } from '#trainer/link/index.ts'
import { workbenchOf } from '#trainer/tensors/index.ts'
import { commandText } from './command-text.ts'
import type { EventTeller } from './events/event-teller.ts'
import { toldOfRun } from './events/told-of-run.ts'
import { openHubLag, type HubLag } from './hub-lag.ts'
import { watchGpu, type GpuUse } from './processes/gpu-use.ts'
import { showSetup } from './backend-progress.ts'
import { forkOf } from './processes/branch.ts'
import { interrupts$ } from './processes/interrupt.ts'
import { tellStarter } from './processes/starter.ts'
import { storeSink } from './store-sink.ts'
import { keepOwnExperiment, ownExperimentsFolder } from './own-experiments.ts'
import { userProbesFolder } from './user-probes.ts'
import { secondNetwork } from './second-network.ts'
import { hubToken } from './hub-token.ts'
import { announcedHub, hubServing } from './serving.ts'
import { writerSecret } from './writer-secret.ts'
import { reportEnd, reportAsJson, reportOnTerminal } from './reporter.ts'
import { say } from './terminal.ts'

/** How a run is carried out, whatever it is. */
export interface Execution {
  readonly data: string
  readonly hub?: string
  readonly json?: boolean
  /** The share of its time that probes may take. */
  readonly probeBudget?: number
  /** Nobody sits at the terminal: what a hub that is gone does not take is left in a journal. */
  readonly unattended?: boolean
  /** Folders with user-defined probes, watched while it goes on. */
  readonly probes?: readonly string[]
  /** Bytes that its checkpoints may take. */
  readonly checkpointBudget?: number
  /** Bytes that what the hub has not taken may take on disk. */
  readonly journalBudget?: number
  /** Is told of all that is reported; without it, whoever sits at the terminal is. */
  readonly reporter?: OperatorFunction<Envelope, never>
  /** Is told of its events. */
  readonly events?: EventTeller | null
}

/** As long as a command may take that is told the last one. */
const LAST_EVENTS_MS = 30_000

/** A hub that is restarted is back by then. */
const UNATTENDED_WAIT_MS = 60_000

/** Says where a run goes on, if it does not begin. */
export type OriginOf = (backend: Backend, checkpoints: Checkpoints, probes: readonly Probe[]) => Origin | null

type Ended = Extract<Report, { type: 'ended' }>

/**
 * Carries out a plan from here: keeps it or streams it to a hub, obeys what comes from there, tells the terminal, and
 * ends politely when asked to. Gives its last word. `first` is obeyed first; with `isErrand` this process was started for it alone, and not for
 * the run to go on.
 */
export async function execute(
  plan: Plan,
  { data, json = false, ...options }: Execution,
  originOf: OriginOf = () => null,
  first: readonly Command[] = [],
  isErrand = false,
): Promise<Ended> {
  const second = plan.with === null ? null : await secondNetwork(plan.with, plan, data)
  const hub = options.hub ?? (await hubServing(data))
  say(whereToWatch(plan.id, hub, data))
  const command$ = new Subject<AddressedCommand>()
  const lag = hub === null ? null : openHubLag()
  const sink =
    hub === null ? await storeSink(data, { hurry$: interrupts$ }) : await linkedTo(hub, data, command$, options, lag)
  const reporter = options.reporter ?? (json ? reportAsJson() : reportOnTerminal(plan.steps))
  const setup = showSetup()
  const backend = await openBackend(undefined, setup.onProgress)
  setup.done(backend)
  const gpu = backend.describe().gpu === undefined ? null : watchGpu()
  const other = second === null ? null : await second(backend.tf)
  const checkpoints = openCheckpoints(checkpointsFolder(data, plan.id), {
    ...(options.checkpointBudget !== undefined && { budgetBytes: options.checkpointBudget }),
  })
  keepOwnExperiment(data, plan.experiment.own)
  const userProbes = { folders: options.probes ?? [], kept: userProbesFolder(data, plan.id) }
  const catalogue = [...probes, ...keptUserProbes(userProbes.kept, { tf: workbenchOf(backend).tf })]
  const origin = originOf(backend, checkpoints, catalogue)

  let hasEnded = false
  const interrupted = interrupts$.subscribe((count) => {
    if (count > 1 || hasEnded) process.exit(130)
    say('\nStopping after this step; press Ctrl-C again to stop at once')
    command$.next({ command: { type: 'stop' }, answer: () => {} })
  })
  const tell = isErrand ? tellStarter : () => {}
  const orders = [...budgetOf(options), ...first].map((command) => ordered(command, tell))
  const { run, report } = await lastValueFrom(
    trainRun(plan, backend, command$.pipe(startWith(...orders)), {
      other,
      checkpoints,
      userProbes,
      ownExperiments: ownExperimentsFolder(data),
      origin,
      machine: () => besideOf(lag, gpu),
      fork: forkOf(plan.id, { data, hub }),
    }).pipe(
      connect((envelope$) =>
        merge(
          reporter(envelope$),
          isErrand ? EMPTY : toldStarter(envelope$),
          options.events == null ? EMPTY : toldOfRun(options.events, hub)(envelope$),
          lastWord(envelope$, () => (hasEnded = true)),
          sink(envelope$),
        ),
      ),
    ),
  )
  reportEnd(run, report, json)
  await options.events?.done(LAST_EVENTS_MS)
  interrupted.unsubscribe()
  gpu?.close()
  if (report.how === 'failed') throw runtimeError(`The run failed at step ${report.step}: ${report.why}`)
  return report
}

/** Whether somebody can watch the run now, and where. */
function whereToWatch(run: RunId, hub: string | null, data: string): string {
  return hub === null
    ? `No hub serves ${data}: run ${run} is kept there, and can be watched live only if \`${commandText('serve', data)}\` is started before it`
    : `Run ${run} streams to the hub at ${hub}; watch it: ${hub}/runs/${run}, or ${commandText(`open ${run}`, data)}`
}

/** A ceiling is a Command like any other, so that it is kept and also holds when the run is resumed. */
function budgetOf({ probeBudget: share }: Pick<Execution, 'probeBudget'>): Command[] {
  return share === undefined ? [] : [{ type: 'budget', share }]
}

/** Tells whoever started this process for a run to go on, or to branch off, that it does. */
function toldStarter(envelope$: Observable<Envelope>): Observable<never> {
  return envelope$.pipe(
    take(1),
    tap(({ report }) => tellStarter({ ok: true, step: Math.max(0, stepOf(report)) })),
    ignoreElements(),
  )
}

/** A Command that came with the run. Who gave it is here to be told that it was refused, or is told by `tell`. */
function ordered(command: Command, tell: (outcome: Outcome) => void): AddressedCommand {
  return {
    command,
    answer(outcome) {
      tell(outcome)
      if (outcome.ok) return
      say(`phasescope: ${command.type}: ${outcome.why}`)
      process.exitCode = 1
    },
  }
}

/** Streams the run to a hub, and hands the hub's commands to the run. Who has no hub need not wait for a socket to load. */
async function linkedTo(
  hub: string,
  folder: string,
  command$: Subject<AddressedCommand>,
  { unattended = false, journalBudget }: Pick<Execution, 'unattended' | 'journalBudget'>,
  lag: HubLag | null,
) {
  const { link } = await loadLink()
  // A hub that somebody named is where it was named; the folder's own is where it says.
  const isOwn = announcedHub(folder) === hub
  return (envelope$: Observable<Envelope>): Observable<never> =>
    link(lag === null ? envelope$ : envelope$.pipe(lag.sent), {
      hub,
      folder,
      token: (url) => hubToken(url, folder),
      say,
      secret: (run) => writerSecret(folder, run, TRAINER),
      accepts: COMMAND_TYPES,
      commands$: command$,
      hurry$: interrupts$,
      ...(lag !== null && { acknowledged: (next: number) => lag.acknowledged(next) }),
      ...(isOwn && { moved: () => announcedHub(folder) }),
      ...(unattended && { waitMs: UNATTENDED_WAIT_MS }),
      ...(journalBudget !== undefined && { journalBytes: journalBudget }),
    }).pipe(ignoreElements())
}

/** What the trainer cannot tell of its machine by itself. */
function besideOf(lag: HubLag | null, gpu: GpuUse | null): Reading[] {
  const use = gpu?.read() ?? null
  return [
    ...(lag === null ? [] : [['machine-hub-lag', lag.read()] as const]),
    ...(use === null
      ? []
      : ([
          ['machine-gpu', use.busy],
          ['machine-gpu-memory', use.memoryBytes],
        ] as const)),
  ]
}

/** How the run ended. What comes behind that, of its past, is not the last word. */
function lastWord(envelope$: Observable<Envelope>, onEnd: () => void): Observable<Envelope<Ended>> {
  return envelope$.pipe(
    filter((envelope): envelope is Envelope<Ended> => {
      if (envelope.report.type === 'ended') onEnd()
      return envelope.report.type === 'ended'
    }),
  )
}
