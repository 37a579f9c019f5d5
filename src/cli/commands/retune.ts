import type { Command } from 'commander'
import { cadenceText, usageError } from '#src/vocabulary/index.ts'
import { wholeNumber } from '../options.ts'
import { cadenceOptions, measuringFrom, setOption, type ProbeOptions } from '../probe-options.ts'
import { steer, steering, type SteerOptions } from '../steer.ts'

type Options = SteerOptions & ProbeOptions & { for?: number; from?: number; to?: number }

export function retuneCommand(): Command {
  const command = steering('retune', 'change the cadence or the options of an attached probe').argument(
    '<probe>',
    'its id',
  )
  for (const option of cadenceOptions()) command.addOption(option)
  return command
    .addOption(setOption())
    .option('--for <steps>', 'change the cadence for this many steps only', (given) => wholeNumber('--for', given, 1))
    .option('--from <step>', 'measure a stretch of its past so, by a replay, from this step', (given) =>
      wholeNumber('--from', given, 0),
    )
    .option('--to <step>', 'the last step of that stretch; the probe goes on measuring as before', (given) =>
      wholeNumber('--to', given, 0),
    )
    .action((run: string, probe: string, options: Options) => {
      if (options.from !== undefined || options.to !== undefined) return measureStretch(run, probe, options)
      const change = measuringFrom(options)
      if (change.cadence === undefined && change.options === undefined) {
        throw usageError(
          `Nothing to change for probe '${probe}': give --every N, --per-decade N, --adaptive N..M or --set option=value`,
        )
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

/** A stretch of the past at another cadence: what is missing there is measured by a replay, and nothing else changes. */
function measureStretch(run: string, probe: string, options: Options): Promise<void> {
  const { from, to, for: steps } = options
  const { cadence } = measuringFrom(options)
  if (from === undefined || to === undefined || cadence === undefined || steps !== undefined || options.set.length > 0)
    throw usageError(
      'A stretch of the past is given by --from, --to and a cadence, such as --every 1, and nothing else',
    )
  return steer(
    run,
    options,
    { type: 'attach', probe, cadence, from, to },
    (id, { step }) => `Asked run ${id} at step ${step} for ${probe}, ${cadenceText(cadence)} from ${from} to ${to}`,
  )
}
