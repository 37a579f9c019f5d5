import type { Command } from 'commander'
import { settingFrom } from '../probe-options.ts'
import { steer, steering, type SteerOptions } from '../steer.ts'

export function setCommand(): Command {
  return steering('set', 'change a setting of a live run, such as its learning rate, from its next update on')
    .argument('<key=value>', 'a setting that can be changed during a run; `phasescope experiments` says which')
    .action((run: string, change: string, options: SteerOptions) => {
      const [key, value] = settingFrom('set', change)
      return steer(
        run,
        options,
        { type: 'set', key, value },
        (id, { step }) => `Set ${key} of run ${id} to ${value} from step ${step} on`,
      )
    })
}
