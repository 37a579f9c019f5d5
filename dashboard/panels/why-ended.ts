import { shortReason } from '#dashboard/text/short.ts'
import type { PanelPlan } from './arrange.ts'
import type { Subject } from './panel.ts'

/** Why a panel's curves have come to an end while their run goes on: nothing is measured there any more. */
export function whyEnded(plan: PanelPlan, subjects: readonly Subject[]): string | null {
  const [only, ...others] = subjects
  if (only === undefined || others.length > 0 || !only.run.picture.live) return null
  const { attached, detached, failed } = only.run.picture.state
  const probes = [...new Set(plan.series.map(({ probe }) => probe))]
  if (probes.some((probe) => attached.has(probe))) return null
  const failure = probes.map((probe) => failed.get(probe)).find(Boolean)
  if (failure !== undefined) return shortReason(`failed at step ${failure.step}: ${failure.why}`)
  const step = probes.map((probe) => detached.get(probe)).find((at) => at !== undefined)
  return step === undefined ? null : `detached at step ${step}`
}
