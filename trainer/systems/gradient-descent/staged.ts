import { runtimeError, type Need, type ParameterValues } from '#src/vocabulary/index.ts'
import type { WeightsByLayer } from '#trainer/models/index.ts'
import type { System, Tools } from '../system.ts'
import { weightsOf, type NamedTensors } from '../system-state.ts'
import { openGradientDescent } from './gradient-descent.ts'
import { needsServedBy } from './readers.ts'
import type { Recipe } from './recipe.ts'
import { inSingle } from './training-state.ts'

/** A part of a training: its updates, by a recipe of its own, and an optimizer that starts anew. */
export interface Stage {
  readonly updates: number
  readonly recipe: Recipe
  /** What its network makes of the weights of the stage before, which it takes as they are if nothing is said. */
  readonly carry?: (weights: WeightsByLayer) => WeightsByLayer
}

export type StagesFor = (settings: ParameterValues, seed: number) => readonly Stage[]

/** What a run is held against at its start: the network there may have had another shape. */
const OF_THE_START: readonly Need[] = ['initialWeights', 'initialHidden', 'initialChain', 'referenceHidden']

/** What probes may read throughout a training in stages, if every stage serves it. */
export function needsServedByStages(stages: readonly Stage[]): Need[] {
  const served = stages.map(({ recipe }) => needsServedBy(recipe))
  const throughout = served.reduce((common, needs) => common.filter((need) => needs.includes(need)))
  return throughout.filter((need) => !OF_THE_START.includes(need))
}

/**
 * Training in stages, as where a network is refined in mid-run: each has its recipe, and even another shape. The last step
 * of a stage shows its network; the next update is made by that of the next stage. The last stage does not end.
 */
export function openStages(stagesFor: StagesFor, settings: ParameterValues, seed: number, tools: Tools): System {
  const ends = endsOf(stagesFor(settings, seed))
  const done = { ms: 0, updates: 0 }
  let inForce = settings
  let place = 0
  let current = opened(0)

  function stage(at: number, by: ParameterValues): Stage {
    const one = stagesFor(by, seed)[at]
    if (one === undefined) throw runtimeError(`Stage ${at + 1}: expected one of ${ends.length}`)
    return one
  }

  function opened(at: number) {
    return openGradientDescent((by) => stage(at, by).recipe, inForce, seed, tools)
  }

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
    const carried = stage(place, inForce).carry?.(weights) ?? weights
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
      if (current.step < (ends[place] as number)) current.prepare()
    },
    advance() {
      if (current.step >= (ends[place] as number)) goOn()
      current.advance()
    },
    state: () => current.state(),
    restore(state, by) {
      inForce = by
      enter(ends.findIndex((end) => state.step <= end))
      current.restore(state, by)
    },
    set(key, value) {
      inForce = { ...inForce, [key]: value }
      current.set(key, value)
    },
    glimpse(weights, by, read, ...rest) {
      const at = stagesFor(by, seed).findIndex(({ recipe }) => isOfShape(weights, recipe.model.initialWeights))
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

/** The steps that stages end with. */
function endsOf(stages: readonly Stage[]): number[] {
  let step = 0
  return stages.map(({ updates }, at) => {
    step += updates
    return at === stages.length - 1 ? Infinity : step
  })
}

/** Whether a model has weights of these shapes. */
function isOfShape(weights: NamedTensors, initial: (stream: never) => WeightsByLayer): boolean {
  const none = { uniform: () => 0, normal: () => 0 } as never
  return Object.entries(initial(none)).every(([name, { shape }]) => String(weights[name]?.shape) === String(shape))
}
