import type { Command } from 'commander'
import { share } from '../options.ts'
import { steer, steering, type SteerOptions } from '../steer.ts'

export function budgetCommand(): Command {
  return steering('budget', 'limit the share of the computing time of a run that its probes may take')
    .argument('<share>', 'such as 5% or 0.05; none lifts the limit', shareFrom)
    .action((run: string, most: number | null, options: SteerOptions) =>
      steer(run, options, { type: 'budget', share: most }, (id, { step }) => {
        const time =
          most === null ? 'as much time as they need' : `at most ${Number((most * 100).toPrecision(3))} % of its time`
        return `The probes of run ${id} may take ${time} from step ${step} on`
      }),
    )
}

function shareFrom(given: string): number | null {
  return given === 'none' ? null : share('share', given)
}
