import type { Command } from 'commander'
import { wholeNumber } from '../options.ts'
import { steer, steering, type SteerOptions } from '../steer.ts'

export function untilCommand(): Command {
  return steering('until', 'run a live run until a step, then pause it')
    .argument('<step>', 'the step at which it pauses', (given) => wholeNumber('step', given, 0))
    .action((run: string, goal: number, options: SteerOptions) =>
      steer(
        run,
        options,
        { type: 'until', step: goal },
        (id, { step }) => `Run ${id} continues from step ${step} and pauses at step ${goal}`,
      ),
    )
}
