import { allNeeds, NEEDS, type Need, type NullModel } from '#src/vocabulary/index.ts'

/** The needs that this null model alters: a probe that reads none of them has no such null. */
export function alteredBy(model: NullModel): Need[] {
  return allNeeds.filter((need) => NEEDS[need].nulls.includes(model))
}
