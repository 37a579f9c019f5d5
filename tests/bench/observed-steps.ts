import { Subject } from 'rxjs'
import { probes, withDetectors } from '#probes/index.ts'
import { batched } from '#trainer/link/batch.ts'
import type { LoopEvent } from '#trainer/observing/loop-event.ts'
import { observe } from '#trainer/observing/observe.ts'
import type { Plan } from '#trainer/run/plan.ts'
import type { Recipe } from '#trainer/systems/gradient-descent/recipe.ts'
import { openTraining } from '#trainer/systems/gradient-descent/training.ts'
import type { Workbench } from '#trainer/tensors/workbench.ts'
import { settingOf } from '#trainer/train-run.ts'

/** One way to make a step. */
export type Stepper = () => void

/** Everything that a run does in a step but speak to the hub. */
export function observedSteps(plan: Plan, recipe: Recipe, bench: Workbench, attached: Plan['probes']): Stepper {
  const training = openTraining(bench.tf, recipe, plan.seed)
  const loopEvent$ = new Subject<LoopEvent>()
  const report$ = loopEvent$.pipe(
    observe(() => settingOf(plan, bench, withDetectors(probes), { post: () => {} })),
    batched(30, () => performance.now()),
  )
  report$.subscribe()
  for (const attach of attached) loopEvent$.next({ type: 'planned', attach })
  return () => {
    loopEvent$.next({ type: 'reached', step: training.step, inputs: training.inputs })
    training.advance()
  }
}
