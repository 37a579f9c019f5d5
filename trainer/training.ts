import type { Tensor, Tensor2D, TensorContainer } from '@tensorflow/tfjs-core'
import type { ByLayer, Inputs, SplitOutcome, Tf } from '#probes/define.ts'
import { openStream } from '#src/vocabulary/random.ts'
import type { Recipe } from './experiments/define.ts'
import type { WeightsByLayer } from './models/model.ts'
import { probePairs } from './tasks/probe-pairs.ts'
import { tidied } from './workbench.ts'

/** A network in training, between two updates: what can be read of it, and the way to the next step. */
export interface Training {
  readonly step: number
  /**
   * Everything that probes may read at this step. Each is computed when it is first read, once a step, and lasts
   * until `advance`. Reading changes nothing of what follows.
   */
  readonly inputs: Inputs
  /** One update, from the very gradient that `inputs` shows. */
  advance(): void
  readonly weights: WeightsByLayer
  /** Milliseconds spent in forward, backward and update; nothing that was done for probes only. */
  readonly trainingMs: number
  close(): void
}

export function openTraining(tf: Tf, { task, model, loss, optimiser }: Recipe, seed: number): Training {
  const startedAt = performance.now()
  const train = model.batch(tf, task.train)
  const test = once(() => model.batch(tf, task.test))
  const probed = once(() => model.batch(tf, probePairs(task, seed)))
  const hiddenAt = (weights: ByLayer) => {
    const batch = probed() // made outside of the tidy, which it outlives
    return tidied(tf, () => ({ ...model.forward(tf, weights, batch).hidden }))
  }

  let step = 0
  let trainingMs = 0
  let weights = model.initialWeights(openStream(seed, 'initialisation'))
  let tensors = uploaded(tf, weights)
  const state = optimiser.begin(weights)
  const initial = tensors
  let before: ByLayer | null = null
  const initialHidden = once(() => hiddenAt(initial))

  /** Forward and backward at the weights of this step, for the update and for the probes alike. */
  const pass = () => {
    const start = performance.now()
    const computed = tidied(tf, () => {
      const forward = model.forward(tf, tensors, train)
      const judged = loss.judge(tf, train, forward.logits)
      return { outcome: outcomeOf(judged), gradients: forward.backward(judged.gradient()) }
    })
    return { ...computed, ms: performance.now() - start }
  }
  let now = moment()

  function moment() {
    const own: Tensor[] = []
    const kept = <T extends ByLayer>(byLayer: T): T => {
      own.push(...Object.values(byLayer).filter((tensor) => !Object.values(tensors).includes(tensor)))
      return byLayer
    }
    const passed = once(() => {
      const result = pass()
      kept(result.gradients)
      return result
    })
    const previous = before
    const updates = once(() =>
      previous === null
        ? null
        : kept(tidied(tf, () => mapLayers(tensors, (w, layer) => tf.sub(w, previous[layer] as Tensor)))),
    )
    const testOutcome = once(() => {
      const batch = test()
      return tidied(tf, () => outcomeOf(loss.judge(tf, batch, model.logits(tf, tensors, batch))))
    })
    const hidden = once(() => kept(hiddenAt(tensors)))
    const residues = once(() => kept(tidied(tf, () => ({ ...model.residueWeights(tf, tensors) }))))
    const inputs: Inputs = {
      weights: tensors,
      initialWeights: initial,
      get updates() {
        return updates()
      },
      get gradients() {
        return passed().gradients
      },
      get train() {
        return passed().outcome
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
        return residues()
      },
      get clock() {
        return { elapsedSeconds: (performance.now() - startedAt) / 1000 }
      },
    }
    return { inputs, passed, release: () => tf.dispose(own) }
  }

  return {
    get step() {
      return step
    },
    get inputs() {
      return now.inputs
    },
    get weights() {
      return weights
    },
    get trainingMs() {
      return trainingMs
    },
    advance() {
      const { gradients, ms } = now.passed()
      const start = performance.now()
      const slopes = Object.fromEntries(
        Object.entries(gradients).map(([layer, gradient]) => [layer, gradient.dataSync() as Float32Array]),
      )
      weights = optimiser.update(state, weights, slopes)
      now.release()
      if (before !== null && before !== initial) tf.dispose(before)
      before = tensors
      tensors = uploaded(tf, weights)
      step += 1
      now = moment()
      trainingMs += ms + performance.now() - start
    },
    close() {
      now.release()
      tf.dispose([initial, before, tensors, train, test(), probed(), initialHidden()] as TensorContainer)
    },
  }
}

function outcomeOf({ loss, accuracy }: SplitOutcome): SplitOutcome {
  return { loss, accuracy }
}

function uploaded(tf: Tf, weights: WeightsByLayer): ByLayer {
  return Object.fromEntries(
    Object.entries(weights).map(([layer, { values, shape }]) => [layer, tf.tensor(values, [...shape])]),
  )
}

function mapLayers(layers: ByLayer, each: (tensor: Tensor, layer: string) => Tensor): ByLayer {
  return Object.fromEntries(Object.entries(layers).map(([layer, tensor]) => [layer, each(tensor, layer)]))
}

function once<T>(compute: () => T): () => T {
  let value: { readonly of: T } | null = null
  return () => (value ??= { of: compute() }).of
}
