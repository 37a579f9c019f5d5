import type { Command } from 'commander'
import { steer, steering, type SteerOptions } from '../steer.ts'

export function checkpointCommand(): Command {
  return steering('checkpoint', 'keep the whole state of a run where it is').action(
    (run: string, options: SteerOptions) =>
      steer(run, options, { type: 'checkpoint' }, (id, { step }) => `Kept a checkpoint of run ${id} at step ${step}`),
  )
}
