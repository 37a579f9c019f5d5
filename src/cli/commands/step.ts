import type { Command } from 'commander'
import { wholeNumber } from '../options.ts'
import { steer, steering, type SteerOptions } from '../steer.ts'

export function stepCommand(): Command {
  return steering('step', 'let a run go on for so many steps, and pause it then')
    .argument('[steps]', 'how many updates', (given) => wholeNumber('steps', given, 1), 1)
    .action((run: string, steps: number, options: SteerOptions) =>
      steer(
        run,
        options,
        { type: 'step', steps },
        (id, { step }) => `Run ${id} goes on from step ${step} and pauses at step ${step + steps}`,
      ),
    )
}
