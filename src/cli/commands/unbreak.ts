import type { Command } from 'commander'
import { steer, steering, type SteerOptions } from '../steer.ts'

export function unbreakCommand(): Command {
  return steering('unbreak', 'take a breakpoint from a run')
    .argument('<id>', 'the id of the breakpoint')
    .action((run: string, id: string, options: SteerOptions) =>
      steer(
        run,
        options,
        { type: 'unbreak', id },
        (of, { step }) => `Took breakpoint ${id} from run ${of} at step ${step}`,
      ),
    )
}
