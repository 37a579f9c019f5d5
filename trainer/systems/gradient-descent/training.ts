import { openStream } from '#src/vocabulary/random.ts'
import type { TrainingState } from './training-state.ts'
import type { Recipe } from './recipe.ts'
import { type Tf, uploaded } from '#trainer/tensors/index.ts'
import type { OtherSource, SecondNetwork } from '../other-source.ts'
import { asksAlike } from './shared-run-constants.ts'
import { firstWeights, type WeightsByLayer } from '#trainer/models/index.ts'
import { takenOver } from '#trainer/optimizers/index.ts'
import type { StepView } from './open-step.ts'
import { assertAnswers } from './assert-answers.ts'
import type { LiveInputs } from './readers.ts'
import { openSnapshots } from './snapshot.ts'

/** A network in training, between two updates: what can be read of it, and the way to the next step. */
export interface Training {
  readonly step: number
  /**
   * Everything that probes may read at this step. Each is computed when it is first read, once a step, and what is
   * kept on the device lasts until `advance`. Reading changes nothing of what follows.
   */
  readonly inputs: LiveInputs
  /** Computes the gradient of the next update, so that its time is not counted to whoever reads it first. */
  prepare(): void
  /** One update, from the very gradient that `inputs` shows unless the loss, the labels or the batches have changed since. */
  advance(): void
  readonly weights: WeightsByLayer
  /** Milliseconds spent in forward, backward and update; nothing that was done for probes only. */
  readonly trainingMs: number
  /** Updates made since it was opened. */
  readonly updates: number
  /** All that training needs to go on from here; good until `advance`. */
  state(): TrainingState
  /** Goes on from a state of the same run instead, whatever came before, by the recipe that led to it. */
  restore(state: TrainingState, by: Recipe): void
  /** Makes the next updates by this recipe. What the last optimizer remembered stays where it means the same. */
  follow(next: Recipe): void
  /** What these weights would show at a step, where nothing is known of those around it; the training stays as it is. */
  glimpse<T>(weights: WeightsByLayer, by: Recipe, read: (inputs: LiveInputs) => T, step?: number): T
  close(): void
}

/** `elapsedSeconds`: what the run had taken before, where it is resumed; `twin`: what is trained beside it. */
export function openTraining(
  tf: Tf,
  recipe: Recipe,
  seed: number,
  other: OtherSource | null = null,
  elapsedSeconds = 0,
  twin: (() => SecondNetwork) | null = null,
): Training {
  let { optimizer } = recipe
  /** Whose labels, loss and batches the next update is made by, and whose this step shows. */
  let asked = recipe
  let shown = recipe
  let step = 0
  let trainingMs = 0
  let updates = 0
  const initial = firstWeights(recipe.model, seed)
  assertAnswers(recipe, initial)
  let state = optimizer.begin(initial)
  const snapshots = openSnapshots(tf, seed, initial, other, elapsedSeconds)
  const alone = (weights: WeightsByLayer): StepView => {
    const [by, then] = [optimizer, state]
    const none = { before: null, twoBefore: null, previousGradients: null }
    return { weights, tensors: uploaded(tf, weights), ...none, twin, facts: () => by.facts(then) }
  }
  let standing = alone(initial)
  let now = snapshots.take(standing, shown, step)

  function show(): void {
    const next = snapshots.take(standing, asked, step)
    now.release()
    now = next
    shown = asked
  }

  function obey(next: Recipe): void {
    optimizer = next.optimizer
    if (!asksAlike(asked, next)) asked = asksAlike(shown, next) ? shown : next
  }

  function stand(next: StepView): void {
    const { tensors } = standing
    standing = next
    show()
    tf.dispose(tensors)
  }

  return {
    get step() {
      return step
    },
    get inputs() {
      return now.inputs
    },
    get weights() {
      return standing.weights
    },
    get trainingMs() {
      return trainingMs
    },
    get updates() {
      return updates
    },
    prepare() {
      if (asked === shown) now.pass()
    },
    advance() {
      // Nobody reads this step any more, so it may show what the update follows.
      if (asked !== shown) show()
      const { gradients, ms } = now.pass()
      const start = performance.now()
      const slopes = Object.fromEntries(Object.entries(gradients).map(([layer, { values }]) => [layer, values]))
      const { weights: before, before: twoBefore } = standing
      const at = step
      const weights = optimizer.update(state, before, slopes, (name) => openStream(seed, `${name} of step ${at}`))
      step += 1
      stand({ ...alone(weights), before, twoBefore, previousGradients: gradients })
      updates += 1
      trainingMs += ms + performance.now() - start
    },
    state() {
      const { weights, before, twoBefore, previousGradients } = standing
      return { step, weights, optimizer: state, before, twoBefore, previousGradients }
    },
    restore({ step: at, weights, optimizer: remembered, before, twoBefore, previousGradients }, by) {
      step = at
      obey(by)
      // Updates bring the means forward in place, and what was given is not ours to change.
      state = structuredClone(remembered)
      stand({ ...alone(weights), before, twoBefore, previousGradients })
    },
    follow(next) {
      obey(next)
      state = takenOver(optimizer.begin(standing.weights), state)
    },
    glimpse(weights, by, read, at = step) {
      const there = alone(weights)
      const glimpsed = snapshots.take(there, by, at)
      try {
        return read(glimpsed.inputs)
      } finally {
        glimpsed.release()
        tf.dispose(there.tensors)
      }
    },
    close() {
      now.release()
      snapshots.close()
      tf.dispose(standing.tensors)
    },
  }
}
