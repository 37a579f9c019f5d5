import { createHash } from 'node:crypto'
import { openBackend } from '#trainer/backend/index.ts'
import { pseudoRandom } from '../trainer/backend/pseudo-random.ts'

/** Prints the bits of one product of matrices, as a hash: what this process has for kernels shows in them. */
const { tf } = await openBackend('tensorflow')
const numbers = pseudoRandom(2 * 60 * 300)
const product = tf.matMul(
  tf.tensor2d(numbers.slice(0, 60 * 300), [60, 300]),
  tf.tensor2d(numbers.slice(60 * 300), [300, 60]),
)
console.log(createHash('sha256').update(product.dataSync()).digest('hex'))
