import { shortReason } from '#dashboard/text/short.ts'
import type { PanelPlan } from './arrange.ts'
import type { Subject } from './panel.ts'

/** Why a panel has nothing to draw. A panel is never empty without a reason. */
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
  if (by === 'time') return 'These runs have no time axis: it needs the probe ‘elapsed’'
  const cadence = subjects.map(({ run }) => run.picture.state.attached.get(plan.series[0]?.probe ?? '')).find(Boolean)
  return cadence === undefined ? 'Nothing was measured before this probe was detached' : 'Nothing measured yet'
}
