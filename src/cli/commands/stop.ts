import type { Command } from 'commander'
import { steer, steering, type SteerOptions } from '../steer.ts'

export function stopCommand(): Command {
  return steering('stop', 'end a run before its last step; what it measured is kept').action(
    (run: string, options: SteerOptions) =>
      steer(run, options, { type: 'stop' }, (id, { step }) => `Stopped run ${id} at step ${step}`),
  )
}
