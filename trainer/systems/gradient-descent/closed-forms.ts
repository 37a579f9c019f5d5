import type { Inputs } from '#probes/inputs.ts'
import { runtimeError } from '#src/vocabulary/index.ts'
import { halfTime } from '../diffusion/returned.ts'
import type { OpenStep } from './open-step.ts'
import type { Recipe } from './recipe.ts'

/** Whether anything of a training by this recipe is known in closed form. It looks at what the task has, and computes nothing. */
export function hasClosedForm({ task }: Recipe): boolean {
  return 'floor' in task || task.diffusion !== undefined
}

/** What a training measures of itself, beside what its task says of it. */
export function closedForms({ returned, trained, tested, constants: { recipe } }: OpenStep): Inputs['theory'] {
  const { test, floor, diffusion } = recipe.task
  if (floor !== undefined) {
    const measured = (test === null ? trained() : tested()).outcome.loss
    return { loss: { measured, predicted: floor.reduce((sum, one) => sum + one, 0) / floor.length } }
  }
  if (diffusion === undefined) throw runtimeError('The task has no closed form')
  // Points that are new at every update are never told from each other.
  if (diffusion.collapse === null) return {}
  const measured = halfTime(returned())
  // Half of the points may have stopped to return at no time, or at every one.
  return measured === null ? {} : { 'collapse-time': { measured, predicted: diffusion.collapse } }
}
