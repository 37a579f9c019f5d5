import { Command, Option } from 'commander'
import { openStore } from '#src/store/index.ts'
import { badValue, BOUNDS, unknownName, usageError, type SweepStatus } from '#src/vocabulary/index.ts'
import { membersOf, planSweep, type Sweep } from '#trainer/sweeps/index.ts'
import { openProcessQueue } from '#src/cli/processes/process-queue.ts'
import { sweepEnded } from '#src/cli/processes/sweep-lock.ts'
import { TELL_STARTER, tellStarter } from '#src/cli/processes/starter.ts'
import { trainerLog } from '#src/cli/processes/branch.ts'
import { carryOut, type SweepTold } from '#src/cli/sweeps/carry-out.ts'
import { forecastOf, forecastText } from '#src/cli/sweeps/forecast.ts'
import { askToCancel, keepSweep, readSweep, sweepNamed } from '#src/cli/sweeps/kept.ts'
import { makeRun } from '#src/cli/sweeps/make-run.ts'
import { statusOf } from '#src/cli/sweeps/status.ts'
import { sweepText } from '#src/cli/sweeps/text.ts'
import { sweepAsJson, sweepOnTerminal } from '#src/cli/sweeps/told.ts'
import { commandText } from '../command-text.ts'
import { experimentsOption, keepOwnExperiment, knownExperiments } from '../own-experiments.ts'
import { dataOption, givenName, jsonOption, many, wholeNumber } from '../options.ts'
import { announcedHub } from '../serving.ts'
import { print, say } from '../terminal.ts'

interface Options {
  grid: string[]
  seeds?: string
  set: string[]
  steps?: number
  name?: string
  probe: string[]
  setProbe: string[]
  break: string[]
  label: string[]
  refine?: number
  workers: number
  resume?: string
  cancel?: string
  rerun?: string
  only?: string
  experiments: string[]
  dryRun?: boolean
  data: string
  json?: boolean
}

export function sweepCommand(): Command {
  return new Command('sweep')
    .description('train many runs of an experiment, over a grid of settings and seeds')
    .argument('[experiment]', 'its id; `phasescope experiments` lists them with their settings')
    .addOption(experimentsOption())
    .addOption(
      many(
        '--grid <key=values>',
        'a setting and its values, such as weightDecay=0,0.3,1 or rate=log:1e-4:1e-1:4 (or lin:FROM:TO:COUNT); may be repeated',
      ),
    )
    .option('--seeds <which>', 'how many seeds (5), or which (0,1,7 or 10..14); 1 if left out')
    .addOption(many('--set <key=value>', 'a setting of every run; may be repeated'))
    .option('--steps <n>', 'optimizer steps of every run', (given) => wholeNumber('--steps', given, 1))
    .option('--name <text>', 'the name of the sweep; another name makes the same runs anew', givenName)
    .addOption(many('--probe <id[@N]>', "attach a probe to every run besides the experiment's own; may be repeated"))
    .addOption(many('--set-probe <id.option=value>', 'change an option of an attached probe; may be repeated'))
    .addOption(many('--break <condition [=> actions]>', 'a breakpoint of every run; may be repeated'))
    .addOption(
      many(
        '--label <name: condition>',
        'what a run is called once it is complete: the first whose condition holds; may be repeated',
      ),
    )
    .option(
      '--refine <n>',
      'make every n-th value of each setting first, then the settings beside which the label is another, and no others',
      (given) => wholeNumber('--refine', given, 1),
    )
    .addOption(
      new Option('--workers <n>', 'runs that are trained at the same time')
        .default(1)
        .argParser((given) => wholeNumber('--workers', given, 1, BOUNDS.sweepWorkers)),
    )
    .option('--dry-run', 'only say what it would be')
    .option('--resume <sweep>', 'make what is missing of a sweep, by its id; the same command does that too')
    .option('--rerun <which>', '`failed`: make what failed or was stopped again too, each from where it was', failed)
    .option('--cancel <sweep>', 'end a sweep: runs that go on are stopped, and the others not begun')
    .addOption(new Option('--only <run>', 'with --resume: make this run alone, in this process').hideHelp())
    .addOption(new Option(TELL_STARTER, 'tell the process that started this one whether it has begun').hideHelp())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(sweep)
}

async function sweep(experiment: string | undefined, options: Options): Promise<void> {
  const { data, json = false } = options
  if (options.cancel !== undefined) return tell(await cancelled(options.cancel, data), data, json)
  const planned = await plannedBy(experiment, options)
  if (options.dryRun) {
    const forecast = await withStore(data, (store) => forecastOf(store, data, planned, options.workers))
    return print(json ? JSON.stringify(forecast) : forecastText(forecast))
  }
  if (options.only !== undefined) keepOwnExperiment(data, planned.own)
  if (options.only !== undefined) return makeOnly(planned, options.only, data)
  const { sweep } = keepSweep(data, planned)
  if (!json) say(whereToWatch(sweep, data))
  const openQueue = () => openProcessQueue({ data, workers: options.workers, log: trainerLog(data, sweep.id) })
  const told = json ? sweepAsJson(sweep) : sweepOnTerminal(sweep)
  await carryOut(sweep, { data, isRerun: options.rerun !== undefined, openQueue, told: answering(told) })
  const status = await withStore(data, (store) => statusOf(store, data, sweep.id))
  tell({ ...status, isGoingOn: false }, data, json)
  if (status.isCancelled) process.exitCode = 130
  else if (status.counts.completed < status.runs - status.counts.removed) process.exitCode = 1
}

/** Whoever started this process for it waits for the word that it goes on. */
function answering(told: SweepTold): SweepTold {
  return {
    ...told,
    begins(...begun) {
      told.begins(...begun)
      tellStarter({ ok: true, step: 0 })
    },
  }
}

/** The sweep that is meant: one that is kept, or the one that the rest of the command is. */
async function plannedBy(experiment: string | undefined, { data, resume, ...options }: Options): Promise<Sweep> {
  if (resume !== undefined) return readSweep(data, sweepNamed(data, resume)).sweep
  if (experiment === undefined)
    throw usageError('Name an experiment (phasescope experiments lists them), or a sweep with --resume or --cancel')
  const {
    grid,
    seeds,
    set,
    steps,
    name,
    probe: probes,
    setProbe: probeOptions,
    break: breaks,
    label: labels,
    refine,
  } = options
  const order = {
    ...{ experiment, grid, set, probes, probeOptions, breaks },
    ...(seeds !== undefined && { seeds }),
    ...(steps !== undefined && { steps }),
    ...(name !== undefined && { name }),
    ...(labels.length > 0 && { labels }),
    ...(refine !== undefined && { refine }),
  }
  return planSweep(order, await knownExperiments(options.experiments, experiment))
}

/** Ends a sweep, and waits until it has. */
async function cancelled(given: string, data: string): Promise<SweepStatus> {
  const id = sweepNamed(data, given)
  askToCancel(data, id)
  await sweepEnded(data, id)
  return withStore(data, (store) => statusOf(store, data, id))
}

/** What an engine calls for each run: see `RunQueue`. */
async function makeOnly(sweep: Sweep, run: string, data: string): Promise<void> {
  const members = membersOf(sweep)
  const member = members.find(({ id }) => id === run)
  if (member === undefined) {
    const ids = members.map(({ id }) => id)
    throw unknownName(`run of sweep '${sweep.id}'`, run, ids)
  }
  await makeRun({ run, order: member.order }, data, (event) => {
    print(JSON.stringify(event))
    if (event.type === 'ended' && event.how !== 'completed') process.exitCode = 1
  })
}

function whereToWatch(sweep: Sweep, data: string): string {
  const hub = announcedHub(data)
  const most = sweep.refine === null ? '' : 'at most '
  const runs = `Sweep ${sweep.id}: ${most}${membersOf(sweep).length} runs of ${sweep.experiment}, ${sweep.steps} steps each`
  const where = hub === null ? `${commandText('serve', data)} shows them` : compareAddress(hub, sweep.id)
  return `${runs}; ${where}. Ended by a kill, the same command makes the rest`
}

function compareAddress(hub: string, id: string): string {
  return `${hub}/compare?where=${encodeURIComponent(`group="${id}"`)}`
}

function tell(status: SweepStatus, data: string, json: boolean): void {
  if (json) print(JSON.stringify({ type: 'status', ...status }))
  else say(sweepText(status, data))
}

function failed(given: string): string {
  if (given !== 'failed') throw badValue('--rerun', 'failed', given)
  return given
}

async function withStore<T>(
  data: string,
  read: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>,
): Promise<T> {
  const store = await openStore(data)
  try {
    return await read(store)
  } finally {
    await store.close()
  }
}
