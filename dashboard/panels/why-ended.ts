import type { PanelPlan } from './arrange.ts'
import type { Subject } from './panel.ts'

/** Why a panel's curves have come to an end while their run goes on: nothing is measured there any more. */
export function whyEnded(plan: PanelPlan, subjects: readonly Subject[]): string | null {
  const [only, ...others] = subjects
  if (only === undefined || others.length > 0 || !only.run.picture.live) return null
  const { attached, failed } = only.run.picture.state
  const probes = [...new Set(plan.series.map(({ probe }) => probe))]
  if (probes.some((probe) => attached.has(probe))) return null
  const failure = probes.map((probe) => failed.get(probe)).find(Boolean)
  return failure === undefined ? 'detached' : `failed at step ${failure.step}: ${failure.why}`
}
