import { Command } from 'commander'
import { messageOf, usageError, type Command as RunCommand } from '#src/vocabulary/index.ts'
import { parseCommand } from '#src/schema/parse-command.ts'
import { withRunLock } from '#src/cli/processes/run-lock.ts'
import type { Execution } from '#src/cli/execute.ts'
import { executionOptions } from '../options.ts'
import { idNamed } from '../record.ts'
import { resumeRun } from '../resume-run.ts'
import { steerBy } from '../steer.ts'
import { liveHubOf } from '../steered-run.ts'

type Options = Execution & { obey: RunCommand[] }

export function resumeCommand(): Command {
  const command = new Command('resume')
    .description('resume a paused run, or a run whose trainer was killed')
    .argument('<run>', 'a run id, or its first characters if no other run shares them')
    .option(
      '--obey <command>',
      'a Command in JSON to carry out at once; for a run that has ended, only this is done',
      obeyed,
      [],
    )
  for (const option of executionOptions()) command.addOption(option)
  return command.action(resume)
}

async function resume(given: string, options: Options): Promise<void> {
  const { data, obey } = options
  if (obey.length === 0 && (await liveHubOf(given, options)) !== null) {
    return resumePaused(given, options)
  }
  const run = await idNamed(data, given)
  await withRunLock(data, run, () => resumeRun(run, options, obey))
}

async function resumePaused(given: string, options: Options): Promise<void> {
  await steerBy(given, options, async (run) => {
    const { summary } = await run.view()
    if (summary.status === 'running')
      throw usageError(
        `Run '${run.id}' is running, at step ${summary.step}: only a paused run, or one whose trainer is gone, is resumed`,
      )
    const done = await run.command({ type: 'resume' })
    return { json: done, sentence: `Resumed run ${run.id} at step ${done.step}` }
  })
}

function obeyed(given: string, before: readonly RunCommand[]): RunCommand[] {
  try {
    return [...before, parseCommand(JSON.parse(given))]
  } catch (error) {
    throw usageError(`--obey: expected a Command in JSON, got '${given}': ${messageOf(error)}`)
  }
}
