import type { Command } from 'commander'
import { usageError } from '#src/vocabulary/index.ts'
import { wholeNumber } from '../options.ts'
import { cadenceOptions, measuringFrom, setOption, type ProbeOptions } from '../probe-options.ts'
import { steer, steering, type SteerOptions } from '../steer.ts'

type Options = SteerOptions & ProbeOptions & { for?: number }

export function retuneCommand(): Command {
  const command = steering('retune', 'change the cadence or the options of an attached probe').argument(
    '<probe>',
    'its id',
  )
  for (const option of cadenceOptions()) command.addOption(option)
  return command
    .addOption(setOption())
    .option('--for <steps>', 'change the cadence for this many steps only', (given) => wholeNumber('--for', given, 1))
    .action((run: string, probe: string, options: Options) => {
      const change = measuringFrom(options)
      if (change.cadence === undefined && change.options === undefined) {
        throw usageError(`Nothing to change for probe '${probe}': give --every N, --per-decade N or --set option=value`)
      }
      const { for: steps } = options
      return steer(
        run,
        options,
        { type: 'retune', probe, ...change, ...(steps === undefined ? {} : { steps }) },
        (id, { step }) => `Retuned ${probe} of run ${id} from step ${step} ${steps ? `to ${step + steps}` : 'on'}`,
      )
    })
}
