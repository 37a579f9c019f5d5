import { Command } from 'commander'
import { planRun } from '#trainer/run/index.ts'
import { withRunLock } from '#src/cli/processes/run-lock.ts'
import { execute, type Execution } from '#src/cli/execute.ts'
import { eventTeller, withEventOptions, type EventOptions } from '../events/event-teller.ts'
import { experimentsOption, knownExperiments } from '../own-experiments.ts'
import { executionOptions, givenGroup, givenName, many, newRunName, wholeNumber } from '../options.ts'

type Options = Omit<Execution, 'events'> & {
  seed?: number
  steps?: number
  set: string[]
  probe: string[]
  setProbe: string[]
  with?: string
  name?: string
  group?: string
  id?: string
  break: string[]
  experiments: string[]
} & EventOptions

export function trainCommand(): Command {
  const command = new Command('train')
    .description('train an experiment and store what its probes measure')
    .argument('<experiment>', 'its id; `phasescope experiments` lists them')
    .option('--seed <n>', 'seed of every random stream', (given) => wholeNumber('--seed', given, 0))
    .option('--steps <n>', 'optimizer steps', (given) => wholeNumber('--steps', given, 1))
    .addOption(experimentsOption())
    .addOption(many('--set <key=value>', 'change a setting of the experiment; may be repeated'))
    .addOption(
      many(
        '--probe <id[@N]>',
        "attach a probe besides the experiment's own, id@N to measure every N steps, id@N..M to measure adaptively; " +
          "'hessian-*' or 'all' attach every one that the experiment can serve; may be repeated",
      ),
    )
    .addOption(many('--set-probe <id.option=value>', 'change an option of an attached probe; may be repeated'))
    .option('--with <run[@step]|file.safetensors>', 'a second network, for probes that compare two')
    .addOption(
      many(
        '--break <condition [=> actions]>',
        "a breakpoint, such as 'test-loss falls by 20 % within 500 steps => pause, checkpoint'; may be repeated",
      ),
    )
    .option('--name <text>', 'the name of the run', givenName)
    .option('--group <text>', 'the study that the run is a member of', givenGroup)
    .option('--id <run>', 'the run id; a new one if left out', newRunName)
    .action(train)
  for (const option of executionOptions()) command.addOption(option)
  return withEventOptions(command)
}

async function train(experiment: string, options: Options): Promise<void> {
  const { data, probe, setProbe, id } = options
  const order = { ...options, experiment, probes: probe, probeOptions: setProbe, breaks: options.break }
  const plan = {
    ...planRun(order, await knownExperiments(options.experiments, experiment)),
    ...(id !== undefined && { id }),
  }
  const events = eventTeller(options)
  await withRunLock(data, plan.id, () => execute(plan, { ...options, events }))
}
