import type { Command } from 'commander'
import { measuringFrom, setOption } from '../probe-options.ts'
import { steer, steering, type SteerOptions } from '../steer.ts'

export function tryCommand(): Command {
  return steering('try', 'measure once how long a probe takes in a live run; its value is not stored')
    .argument('<probe>', 'its id')
    .addOption(setOption())
    .action((run: string, probe: string, options: SteerOptions & { set: string[] }) =>
      steer(run, options, { type: 'try', probe, ...measuringFrom(options) }, (id, { step, ms }) => {
        const took = ms === undefined ? 'can be measured' : `takes ${ms < 10 ? ms.toPrecision(2) : ms.toFixed(0)} ms`
        return `One measurement of ${probe} ${took} at step ${step} of run ${id}; its value was not stored`
      }),
    )
}
