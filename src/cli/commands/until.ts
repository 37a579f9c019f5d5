import type { Command } from 'commander'
import { wholeNumber } from '../options.ts'
import { steer, steering, type SteerOptions } from '../steer.ts'

export function untilCommand(): Command {
  return steering('until', 'let a run go on to a step, and pause it there')
    .argument('<step>', 'where it pauses', (given) => wholeNumber('step', given, 0))
    .action((run: string, goal: number, options: SteerOptions) =>
      steer(
        run,
        options,
        { type: 'until', step: goal },
        (id, { step }) => `Run ${id} goes on from step ${step} and pauses at step ${goal}`,
      ),
    )
}
