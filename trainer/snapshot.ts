import type { Tensor, Tensor2D, TensorContainer } from '@tensorflow/tfjs-core'
import type { ByLayer, Inputs, SplitOutcome, Tf } from '#probes/define.ts'
import type { Recipe } from './experiments/define.ts'
import type { Batch } from './models/model.ts'
import { probePairs } from './tasks/probe-pairs.ts'
import { tidied } from './workbench.ts'

/** One step of a training, laid open: what probes may read, and the gradient that the update will follow. */
export interface Snapshot {
  readonly inputs: Inputs
  /** Forward and backward at these weights, done once, for the update and for the probes alike. */
  pass(): { readonly outcome: SplitOutcome; readonly gradients: ByLayer; readonly ms: number }
  /** Disposes of what was computed for this step. */
  release(): void
}

/** Takes snapshots of one run; what they share (batches, what was at step 0) is computed once, when first read. */
export function openSnapshots(tf: Tf, { task, model, loss }: Recipe, seed: number, initialWeights: ByLayer) {
  const startedAt = performance.now()
  const lasting: unknown[] = []
  const once = <T>(compute: () => T) => lazily(compute, (made) => lasting.push(made))
  const train = once(() => model.batch(tf, task.train))
  const test = once(() => model.batch(tf, task.test))
  const probed = once(() => model.batch(tf, probePairs(task, seed)))
  const initialHidden = once(() => hiddenOf(initialWeights))

  // Batches are made before the tidy around what uses them, which they outlive.
  const hiddenOf = (weights: ByLayer, batch: Batch = probed()): ByLayer<Tensor2D> =>
    tidied(tf, () => ({ ...model.forward(tf, weights, batch).hidden }))
  const outcomeOf = (weights: ByLayer, batch: Batch): SplitOutcome => {
    const { loss: value, accuracy } = tidied(tf, () => loss.judge(tf, batch, model.logits(tf, weights, batch)))
    return { loss: value, accuracy }
  }
  const passOf = (weights: ByLayer, batch: Batch) => {
    const start = performance.now()
    const computed = tidied(tf, () => {
      const forward = model.forward(tf, weights, batch)
      const { loss: value, accuracy, gradient } = loss.judge(tf, batch, forward.logits)
      return { outcome: { loss: value, accuracy }, gradients: forward.backward(gradient()) }
    })
    return { ...computed, ms: performance.now() - start }
  }

  function take(weights: ByLayer, before: ByLayer | null): Snapshot {
    const own: Tensor[] = []
    const kept = <T extends ByLayer>(compute: () => T) =>
      lazily(compute, (made) => {
        // A residue weight may be a layer itself, which is not this snapshot's to dispose of.
        own.push(...Object.values(made).filter((tensor) => !Object.values(weights).includes(tensor)))
      })
    const pass = lazily(
      () => passOf(weights, train()),
      ({ gradients }) => own.push(...Object.values(gradients)),
    )
    const updates = kept(() => tidied(tf, () => differences(tf, weights, before ?? {})))
    const testOutcome = lazily(() => outcomeOf(weights, test()))
    const hidden = kept(() => hiddenOf(weights))
    const residueWeights = kept(() => tidied(tf, () => ({ ...model.residueWeights(tf, weights) })))
    const inputs: Inputs = {
      weights,
      initialWeights,
      get updates() {
        return before === null ? null : updates()
      },
      get gradients() {
        return pass().gradients
      },
      get train() {
        return pass().outcome
      },
      get test() {
        return testOutcome()
      },
      get hidden(): ByLayer<Tensor2D> {
        return hidden()
      },
      get initialHidden(): ByLayer<Tensor2D> {
        return initialHidden()
      },
      get residueWeights(): ByLayer<Tensor2D> {
        return residueWeights()
      },
      get clock() {
        return { elapsedSeconds: (performance.now() - startedAt) / 1000 }
      },
    }
    return { inputs, pass, release: () => tf.dispose(own) }
  }
  return { take, close: () => tf.dispose(lasting as TensorContainer) }
}

function differences(tf: Tf, to: ByLayer, from: ByLayer): ByLayer {
  return Object.fromEntries(Object.entries(to).map(([layer, now]) => [layer, tf.sub(now, from[layer] as Tensor)]))
}

/** Computes when first asked, once; `made` hears of it. */
function lazily<T>(compute: () => T, made: (value: T) => void = () => {}): () => T {
  let value: { readonly of: T } | null = null
  return () => {
    if (value === null) {
      value = { of: compute() }
      made(value.of)
    }
    return value.of
  }
}
