import type { Command } from 'commander'
import { badValue } from '#src/vocabulary/index.ts'
import { steer, steering, type SteerOptions } from '../steer.ts'

export function budgetCommand(): Command {
  return steering('budget', 'limit the share of the time of a run that its probes may take')
    .argument('<share>', 'such as 5% or 0.05; none lifts the limit', shareFrom)
    .action((run: string, share: number | null, options: SteerOptions) =>
      steer(run, options, { type: 'budget', share }, (id, { step }) => {
        const most =
          share === null ? 'whatever time they need' : `at most ${Number((share * 100).toPrecision(3))} % of its time`
        return `The probes of run ${id} may take ${most} from step ${step} on`
      }),
    )
}

function shareFrom(given: string): number | null {
  if (given === 'none') return null
  const [, digits, percent] = /^([\d.]+)\s*(%?)$/.exec(given) ?? []
  const share = Number(digits) / (percent ? 100 : 1)
  if (!(share > 0 && share <= 1)) throw badValue('share', 'a share such as 5% or 0.05, or none', given)
  return share
}
