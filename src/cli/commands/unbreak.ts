import type { Command } from 'commander'
import { steer, steering, type SteerOptions } from '../steer.ts'

export function unbreakCommand(): Command {
  return steering('unbreak', 'remove a breakpoint from a live run')
    .argument('<id>', 'the id of the breakpoint')
    .action((run: string, id: string, options: SteerOptions) =>
      steer(
        run,
        options,
        { type: 'unbreak', id },
        (of, { step }) => `Removed breakpoint ${id} from run ${of} at step ${step}`,
      ),
    )
}
