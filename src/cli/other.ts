import type { OtherAsData } from '#trainer/backfill/index.ts'
import type { Plan } from '#trainer/run/index.ts'
import type { Tf } from '#trainer/tensors/index.ts'
import { secondNetwork } from './second-network.ts'

/** The second network of a plan, if it has one, as another process can take it. */
export async function otherOf(plan: Plan, data: string, tf: Tf): Promise<OtherAsData | null> {
  if (plan.with === null) return null
  const open = await secondNetwork(plan.with, plan, data)
  const { name, weights, made } = await open(tf)
  return { name, weights, made }
}
