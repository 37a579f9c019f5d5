import type { Command } from 'commander'
import { wholeNumber } from '../options.ts'
import { steer, steering, type SteerOptions } from '../steer.ts'

export function stepCommand(): Command {
  return steering('step', 'run a live run for a number of steps, then pause it')
    .argument('[steps]', 'how many steps (updates of the weights)', (given) => wholeNumber('steps', given, 1), 1)
    .action((run: string, steps: number, options: SteerOptions) =>
      steer(
        run,
        options,
        { type: 'step', steps },
        (id, { step }) => `Run ${id} continues from step ${step} and pauses at step ${step + steps}`,
      ),
    )
}
