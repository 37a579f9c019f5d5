import type { Command } from 'commander'
import { steer, steering, type SteerOptions } from '../steer.ts'

export function checkpointCommand(): Command {
  return steering('checkpoint', 'write a checkpoint of the whole state of a run at its present step').action(
    (run: string, options: SteerOptions) =>
      steer(run, options, { type: 'checkpoint' }, (id, { step }) => `Wrote a checkpoint of run ${id} at step ${step}`),
  )
}
