import type { ParameterValues } from '#src/vocabulary/index.ts'
import { runtimeError } from '#src/vocabulary/index.ts'
import type { WeightsByLayer } from '#trainer/models/index.ts'
import type { System, Tools } from '../system.ts'
import { weightsOf, type NamedTensors, type SystemState } from '../system-state.ts'
import { openGradientDescent } from './gradient-descent.ts'
import type { RecipeFor } from './recipe.ts'
import { inSingle } from './training-state.ts'

/** A part of a training: its updates, by a recipe of its own, and an optimizer that starts anew. */
export interface Stage {
  readonly updates: number
  readonly recipe: RecipeFor
  /** What its network makes of the weights of the stage before, which it takes as they are if nothing is said. */
  readonly carry?: (weights: WeightsByLayer) => WeightsByLayer
}

/**
 * Training in stages, as where a network is refined in mid-run: each has its recipe, and even another shape. The last step of
 * a stage shows its network; the next update is made by the network of the next stage. The last stage does not end.
 */
export function openStages(
  stages: readonly Stage[],
  settings: ParameterValues,
  seed: number,
  tools: Tools,
): System {
  const done = { ms: 0, updates: 0 }
  let inForce = settings
  const opened = (at: number) => openGradientDescent(stageAt(at).recipe, inForce, seed, tools)
  let place = 0
  let current = opened(0)

  function stageAt(at: number): Stage {
    const stage = stages[at]
    if (stage === undefined) throw runtimeError(`There is no stage number ${at + 1}`)
    return stage
  }
  /** The step that a stage ends with. */
  const endOf = (at: number): number =>
    at === stages.length - 1 ? Infinity : stages.slice(0, at + 1).reduce((sum, { updates }) => sum + updates, 0)

  function enter(next: number): void {
    if (next === place) return
    const { ms, updates } = current.ownWork
    done.ms += ms
    done.updates += updates
    current.dispose()
    place = next
    current = opened(next)
  }

  function goOn(): void {
    const { step, tensors } = current.state()
    const weights = inSingle(weightsOf({ tensors }))
    enter(place + 1)
    const fresh = current.state()
    const carried = stageAt(place).carry?.(weights) ?? weights
    current.restore({ ...fresh, step, tensors: { ...fresh.tensors, ...carried } }, inForce)
  }

  return {
    get step() {
      return current.step
    },
    get inputs() {
      return current.inputs
    },
    get ownWork() {
      const { ms, updates } = current.ownWork
      return { ms: done.ms + ms, updates: done.updates + updates }
    },
    prepare() {
      if (current.step < endOf(place)) current.prepare()
    },
    advance() {
      if (current.step >= endOf(place)) goOn()
      current.advance()
    },
    state: () => current.state(),
    restore(state: SystemState, by) {
      inForce = by
      enter(stages.findIndex((_, at) => state.step <= endOf(at)))
      current.restore(state, by)
    },
    set(key, value) {
      inForce = { ...inForce, [key]: value }
      current.set(key, value)
    },
    glimpse(weights, by, read, ...rest) {
      const at = stages.findIndex((stage) => isOfShape(weights, stage.recipe(by, seed).model.initialWeights))
      if (at === place || at === -1) return current.glimpse(weights, by, read, ...rest)
      const other = opened(at)
      try {
        return other.glimpse(weights, by, read, ...rest)
      } finally {
        other.dispose()
      }
    },
    dispose: () => current.dispose(),
  }
}

/** Whether a model has weights of these shapes. */
function isOfShape(weights: NamedTensors, initial: (stream: never) => WeightsByLayer): boolean {
  const none = { uniform: () => 0, normal: () => 0 } as never
  return Object.entries(initial(none)).every(([name, { shape }]) => String(weights[name]?.shape) === String(shape))
}
