import { cadenceText, isDue, type Cadence } from '#src/vocabulary/index.ts'
import { countText } from '#dashboard/text/format.ts'
import { shortReason } from '#dashboard/text/short.ts'
import type { PanelPlan } from './arrange.ts'
import type { Subject } from './panel.ts'

/** Why a panel has nothing to draw, and what would fill it. A panel is never empty without a reason. */
export function whyEmpty(
  plan: PanelPlan,
  subjects: readonly Subject[],
  answered: boolean,
  by: 'step' | 'time',
): string {
  for (const { run, plan: own } of subjects) {
    for (const { name, probe } of own?.series ?? []) {
      const { absent, failed } = run.picture.state
      const failure = failed.get(probe)
      if (failure !== undefined) return shortReason(`The probe failed at step ${failure.step}: ${failure.why}`)
      const reason = absent.get(name)
      if (reason !== undefined) return shortReason(reason.why)
    }
    if (run.problem !== null) return run.problem
  }
  if (!answered) return 'Asking the hub…'
  if (by === 'time') return 'These runs have no time axis: it needs the probe ‘elapsed’, or choose Step'
  if (plan.section !== undefined) return 'Nothing is logged under this key yet'
  const probe = plan.series[0]?.probe ?? ''
  const attachment = subjects.map(({ run }) => run.picture.state.attached.get(probe)).find((one) => one !== undefined)
  if (attachment === undefined)
    return 'Nothing was measured before this probe was detached: attach it again (key p), and its past is measured too'
  const { cadence, step } = attachment
  const first = firstDue(cadence, step)
  return `Nothing measured yet: it measures ${cadenceText(cadence)}${first === null ? '' : `, first at step ${countText(first)}`}`
}

/** The first step from this one on at which it measures; null where that is far off. */
function firstDue(cadence: Cadence, from: number): number | null {
  for (let step = from; step < from + FAR; step += 1) if (isDue(cadence, step)) return step
  return null
}

const FAR = 100_000
