import { currentName } from '../former.ts'
import type { NullModel } from '../null-model.ts'
import type { NeedCard } from './define.ts'
import { attention } from './attention.ts'
import { chain } from './chain.ts'
import { classes } from './classes.ts'
import { clock } from './clock.ts'
import { draws } from './draws.ts'
import { gradients } from './gradients.ts'
import { head } from './head.ts'
import { hidden } from './hidden.ts'
import { initialChain } from './initial-chain.ts'
import { initialHidden } from './initial-hidden.ts'
import { initialWeights } from './initial-weights.ts'
import { labels } from './labels.ts'
import { memories } from './memories.ts'
import { objective } from './objective.ts'
import { optimizer } from './optimizer.ts'
import { other } from './other.ts'
import { predictions } from './predictions.ts'
import { previousGradients } from './previous-gradients.ts'
import { previousUpdates } from './previous-updates.ts'
import { profiles } from './profiles.ts'
import { recurrence } from './recurrence.ts'
import { referenceHidden } from './reference-hidden.ts'
import { residueWeights } from './residue-weights.ts'
import { samples } from './samples.ts'
import { sequences } from './sequences.ts'
import { series } from './series.ts'
import { shifted } from './shifted.ts'
import { table } from './table.ts'
import { teacher } from './teacher.ts'
import { test } from './test.ts'
import { theory } from './theory.ts'
import { train } from './train.ts'
import { twin } from './twin.ts'
import { updates } from './updates.ts'
import { weights } from './weights.ts'

export type { NeedCard } from './define.ts'

const declared = {
  weights,
  initialWeights,
  updates,
  previousUpdates,
  gradients,
  previousGradients,
  train,
  test,
  shifted,
  predictions,
  table,
  hidden,
  initialHidden,
  referenceHidden,
  classes,
  labels,
  head,
  attention,
  residueWeights,
  objective,
  optimizer,
  chain,
  initialChain,
  other,
  series,
  clock,
  teacher,
  memories,
  samples,
  draws,
  recurrence,
  sequences,
  twin,
  theory,
  profiles,
}

export type Need = keyof typeof declared

/** What a probe reads of a step, one file a need. The scheduler asks for the union of what is due, once a step. */
export const NEEDS: Readonly<Record<Need, NeedCard>> = declared

export const allNeeds = Object.keys(NEEDS) as Need[]

/** What a need brings, in words. A stored card may know it by a former name, or be of a version that has others. */
export function needText(need: string): string {
  const name = currentName(need)
  return Object.hasOwn(NEEDS, name) ? NEEDS[name as Need].about : need
}

/** The needs that this null model alters, for the compiler: a probe that reads none of them has no such null. */
export type AlteredBy<Model extends NullModel> = {
  [N in Need]: Model extends (typeof declared)[N]['nulls'][number] ? N : never
}[Need]
