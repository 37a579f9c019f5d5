import { createHash } from 'node:crypto'
import type { Tensor } from '@tensorflow/tfjs-core'
import { openBackend, type Tf } from '../../../trainer/backend/index.ts'
import type { BackendName } from '../../../trainer/backend/description.ts'
import { pseudoRandom } from './pseudo-random.ts'

export type State = { readonly weights: Tensor[]; readonly moments: Tensor[] }

const [vocabulary, width, rows] = [61, 128, 3000] // large enough that every thread gets a share

export function startingPoint(tf: Tf): State {
  const weights = [
    tf.tensor2d(pseudoRandom(vocabulary * width), [vocabulary, width]),
    tf.tensor2d(pseudoRandom(width * vocabulary), [width, vocabulary]),
  ]
  return { weights, moments: weights.map((weight) => tf.zerosLike(weight)) }
}

/** One step of gradient descent with momentum on a small network that gathers, multiplies, normalizes and sums. */
export function trainStep(tf: Tf, { weights, moments }: State): State {
  const next = tf.tidy(() => {
    const inputs = tf.tensor1d(
      Array.from({ length: rows }, (_, row) => (row * 7919) % vocabulary),
      'int32',
    )
    const targets = tf.oneHot(
      tf.tensor1d(
        Array.from({ length: rows }, (_, row) => (row * 104_729) % vocabulary),
        'int32',
      ),
      vocabulary,
    )
    const loss = (embedding: Tensor, readout: Tensor) => {
      const hidden = tf.tanh(tf.gather(embedding, inputs))
      return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(tf.matMul(hidden, readout)), targets), -1)))
    }
    const gradients = tf.grads(loss as (...args: Tensor[]) => Tensor)(weights)
    const newMoments = moments.map((moment, index) => tf.add(tf.mul(moment, 0.9), gradients[index]!))
    return {
      weights: weights.map((weight, index) => tf.sub(weight, tf.mul(newMoments[index]!, 0.5))),
      moments: newMoments,
    }
  })
  tf.dispose([weights, moments])
  return next
}

if (process.argv[1] === import.meta.filename) {
  const { tf } = await openBackend(process.argv[2] as BackendName)
  let state = startingPoint(tf)
  for (let step = 0; step < 20; step++) state = trainStep(tf, state)
  const hash = createHash('sha256')
  for (const tensor of [...state.weights, ...state.moments])
    hash.update(new Uint8Array(tensor.dataSync().slice().buffer))
  process.stdout.write(hash.digest('hex'))
}
