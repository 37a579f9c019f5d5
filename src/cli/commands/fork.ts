import { setTimeout } from 'node:timers/promises'
import { Command, Option } from 'commander'
import { PhasescopeError, type ParameterValue, type RunId } from '#src/vocabulary/index.ts'
import { checkpointsFolder } from '#trainer/checkpoints/index.ts'
import { arithmeticOf, settingsFromTexts } from '#trainer/run/index.ts'
import {
  assertSameArithmetic,
  branching,
  changesOf,
  planOf,
  planOfBranch,
  type RunRecord,
} from '#trainer/resuming/index.ts'
import { AWAIT_STEP } from '#src/cli/processes/branch.ts'
import { hasTrainer, withRunLock } from '#src/cli/processes/run-lock.ts'
import { execute, type Execution, type OriginOf } from '#src/cli/execute.ts'
import { inheritUserProbes } from '#src/cli/user-probes.ts'
import { executionOptions, givenName, many, newRunName, wholeNumber } from '../options.ts'
import { experimentsOf } from '../own-experiments.ts'
import { recordNamed } from '../record.ts'
import { say } from '../terminal.ts'

type Options = Execution & {
  awaitStep?: boolean
  at?: number
  set: string[]
  name?: string
  steps?: number
  id?: string
}

/** How often a step that is on its way is looked for, and after how long it is said that it is waited for. */
const LOOK_MS = 100
const SILENCE_MS = 2_000

export function forkCommand(): Command {
  const command = new Command('fork')
    .description('fork a run: train a branch from one of its steps, with settings changed')
    .argument('<run>', 'a run id, or its first characters if no other run shares them')
    .option('--at <step>', 'the step to fork at; the last step if left out', (given) => wholeNumber('--at', given, 0))
    .addOption(many('--set <key=value>', 'a setting in which the fork differs; may be repeated'))
    .option('--name <text>', 'the name of the fork', givenName)
    .option('--steps <n>', 'the last step of the fork; that of the run if left out', (given) =>
      wholeNumber('--steps', given, 1),
    )
    .option('--id <run>', 'the run id of the fork; a new one if left out', newRunName)
  command.addOption(new Option(AWAIT_STEP, 'the run has been at the step; wait until that is stored').hideHelp())
  for (const option of executionOptions()) command.addOption(option)
  return command.action(fork)
}

async function fork(given: string, options: Options): Promise<void> {
  const { data, set, name, steps, id } = options
  const record = await (options.awaitStep ? recordUpTo(data, given, options.at) : recordNamed(data, given))
  const known = experimentsOf(data, record.run)
  const { experiment } = planOf(record, known, 'fork')
  const settings: Record<string, ParameterValue> = settingsFromTexts(experiment.parameters, set)
  const at = options.at ?? Math.max(0, record.lastStep)
  const named = { ...(name !== undefined && { name }), ...(id !== undefined && { id }) }
  const branch = { at, set: settings, ...named, ...(steps !== undefined && { steps }) }
  const plan = planOfBranch(record, branch, known)
  inheritUserProbes(data, record.run.id, plan.id)
  const originOf: OriginOf = (backend, checkpoints, probes) => {
    assertSameArithmetic(record.run, arithmeticOf(backend))
    checkpoints.link(checkpointsFolder(data, record.run.id), at)
    return branching(record, plan, backend, checkpoints, probes)
  }
  await withRunLock(data, plan.id, () => execute(plan, options, originOf, changesOf(plan)))
}

/**
 * The record of a run, as soon as it reaches the step. For as long as the run has a trainer, that one may deliver it; once
 * it has none, what is stored is all that there will be.
 */
async function recordUpTo(data: string, run: RunId, at = 0): Promise<RunRecord> {
  for (let waited = 0; ; waited += LOOK_MS) {
    const mayCome = await hasTrainer(data, run)
    const record = await recordNamed(data, run).catch((error: unknown) => {
      if (mayCome && error instanceof PhasescopeError && error.kind === 'usage') return null // not even begun, in the store
      throw error
    })
    if (record !== null && (record.lastStep >= at || !mayCome)) return record
    if (waited === SILENCE_MS) say(`Waiting for run '${run}' to report step ${at}`)
    await setTimeout(LOOK_MS)
  }
}
