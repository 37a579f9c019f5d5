import { setTimeout } from 'node:timers/promises'
import { Command } from 'commander'
import type { ParameterValue } from '#src/vocabulary/index.ts'
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
import { withRunLock } from '#src/cli/processes/run-lock.ts'
import { execute, type Execution, type OriginOf } from '#src/cli/execute.ts'
import { inheritUserProbes } from '#src/cli/user-probes.ts'
import { executionOptions, many, newRunName, wholeNumber } from '../options.ts'
import { recordNamed } from '../record.ts'

type Options = Execution & { at?: number; set: string[]; name?: string; steps?: number; id?: string }

/** A run that goes on is about to report the step at which it is forked. */
const PATIENCE_MS = 10_000
const LOOK_MS = 100

export function forkCommand(): Command {
  const command = new Command('fork')
    .description('fork a run: train a branch from one of its steps, with settings changed')
    .argument('<run>', 'a run id, or its first characters if no other run shares them')
    .option('--at <step>', 'the step to fork at; the last step if left out', (given) => wholeNumber('--at', given, 0))
    .addOption(many('--set <key=value>', 'a setting in which the fork differs; may be repeated'))
    .option('--name <text>', 'the name of the fork')
    .option('--steps <n>', 'the last step of the fork; that of the run if left out', (given) =>
      wholeNumber('--steps', given, 1),
    )
    .option('--id <run>', 'the run id of the fork; a new one if left out', newRunName)
  for (const option of executionOptions()) command.addOption(option)
  return command.action(fork)
}

async function fork(given: string, options: Options): Promise<void> {
  const { data, set, name, steps, id } = options
  const record = await recordUpTo(data, given, options.at)
  const { experiment } = planOf(record)
  const settings: Record<string, ParameterValue> = settingsFromTexts(experiment.parameters, set)
  const at = options.at ?? Math.max(0, record.lastStep)
  const plan = planOfBranch(record, {
    at,
    set: settings,
    ...(name !== undefined && { name }),
    ...(steps !== undefined && { steps }),
    ...(id !== undefined && { id }),
  })
  inheritUserProbes(data, record.run.id, plan.id)
  const originOf: OriginOf = (backend, checkpoints, probes) => {
    assertSameArithmetic(record.run, arithmeticOf(backend))
    checkpoints.link(checkpointsFolder(data, record.run.id), at)
    return branching(record, plan, backend, checkpoints, probes)
  }
  await withRunLock(data, plan.id, () => execute(plan, options, originOf, changesOf(plan)))
}

/** The record of a run, as soon as it reaches the step. */
async function recordUpTo(data: string, given: string, at = 0): Promise<RunRecord> {
  for (let waited = 0; ; waited += LOOK_MS) {
    const record = await recordNamed(data, given)
    const isThere = record.lastStep >= at || record.facts.some(({ report }) => report.type === 'ended')
    if (isThere || waited >= PATIENCE_MS) return record
    await setTimeout(LOOK_MS)
  }
}
