import type { Command } from 'commander'
import { steer, steering, type SteerOptions } from '../steer.ts'

export function pauseCommand(): Command {
  return steering('pause', 'pause a live run at its present step').action((run: string, options: SteerOptions) =>
    steer(run, options, { type: 'pause' }, (id, { step }) => `Paused run ${id} at step ${step}`),
  )
}
