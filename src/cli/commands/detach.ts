import type { Command } from 'commander'
import { steer, steering, type SteerOptions } from '../steer.ts'

export function detachCommand(): Command {
  return steering('detach', 'detach a probe from a live run; what it measured is kept')
    .argument('<probe>', 'its id')
    .action((run: string, probe: string, options: SteerOptions) =>
      steer(
        run,
        options,
        { type: 'detach', probe },
        (id, { step }) => `Detached ${probe} from run ${id} at step ${step}`,
      ),
    )
}
