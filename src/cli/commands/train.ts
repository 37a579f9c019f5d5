import { Command } from 'commander'
import { planRun } from '#trainer/plan.ts'
import { claimed } from '../claimed.ts'
import { conduct, type Conduct } from '../conduct.ts'
import { conductOptions, many, wholeNumber } from '../options.ts'

type Options = Conduct & {
  seed?: number
  steps?: number
  set: string[]
  probe: string[]
  setProbe: string[]
  with?: string
  name?: string
  id?: string
  break: string[]
}

export function trainCommand(): Command {
  const command = new Command('train')
    .description('train an experiment and keep what its probes measure')
    .argument('<experiment>', 'its id; `phasescope experiments` lists them')
    .option('--seed <n>', 'seed of every random stream', (given) => wholeNumber('--seed', given, 0))
    .option('--steps <n>', 'optimiser steps', (given) => wholeNumber('--steps', given, 1))
    .addOption(many('--set <key=value>', 'change a setting of the experiment; may be repeated'))
    .addOption(
      many(
        '--probe <id[@N]>',
        "attach a probe besides the experiment's own, or measure every N steps; " +
          "'hessian-*' or 'all' mean those that the experiment serves; may be repeated",
      ),
    )
    .addOption(many('--set-probe <id.option=value>', 'change an option of an attached probe; may be repeated'))
    .option('--with <run[@step]|file.safetensors>', 'a second network, for probes that compare two')
    .addOption(
      many(
        '--break <condition [=> actions]>',
        "when to act by itself: 'test-loss falls by 20 % within 500 steps => pause, checkpoint'; may be repeated",
      ),
    )
    .option('--name <text>', 'what to call the run')
    .option('--id <run>', 'the id of the run, for whoever starts it and wants to know it at once')
    .action(train)
  for (const option of conductOptions()) command.addOption(option)
  return command
}

function train(experiment: string, options: Options): Promise<void> {
  const { data, probe, setProbe, id } = options
  const order = { ...options, experiment, probes: probe, probeOptions: setProbe, breaks: options.break }
  const plan = { ...planRun(order), ...(id !== undefined && { id }) }
  return claimed(data, plan.id, () => conduct(plan, options))
}
