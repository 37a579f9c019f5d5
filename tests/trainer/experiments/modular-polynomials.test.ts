import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { modularPolynomial, POLYNOMIALS, type Pairs } from '#trainer/data/index.ts'
import { pairMlp } from '#trainer/models/index.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../runs.ts'

describe('modular-polynomials', () => {
  it.each(POLYNOMIALS)('asks %s of every pair once', (polynomial) => {
    const modulus = 11
    const { train, test } = modularPolynomial(polynomial, { modulus, trainFraction: 0.4 }, 3)
    expect(train.labels.length + test.labels.length).toBe(modulus ** 2)
    const asked = polynomial.replaceAll('^', '**')
    for (const { a, b, labels } of [train, test]) {
      labels.forEach((label, i) => {
        const value = new Function('a', 'b', `return ${asked}`)(a[i], b[i]) as number
        expect(label).toBe(value % modulus)
      })
    }
  })

  it('of a product has a solution in closed form: that of the sum, residues counted by their logarithm', async () => {
    const { tf } = workbenchOf(await backend())
    const [modulus, width, generator] = [31, 400, 3]
    // Logarithms live mod p − 1, and so do the waves; a product with 0 has none and is left out.
    const order = modulus - 1
    const logarithm = new Int32Array(modulus)
    for (let power = 1, exponent = 0; exponent < order; exponent++, power = (power * generator) % modulus)
      logarithm[power] = exponent
    const stream = openStream(1, 'phases')
    const w1 = new Float32Array(2 * modulus * width)
    const w2 = new Float32Array(width * modulus)
    for (let k = 0; k < width; k++) {
      const frequency = 1 + stream.integer(order / 2 - 1)
      const [first, second] = [2 * Math.PI * stream.uniform(), 2 * Math.PI * stream.uniform()]
      for (let residue = 1; residue < modulus; residue++) {
        const angle = (2 * Math.PI * frequency * logarithm[residue]!) / order
        w1[residue * width + k] = Math.cos(angle + first)
        w1[(modulus + residue) * width + k] = Math.cos(angle + second)
        w2[k * modulus + residue] = Math.cos(angle + first + second)
      }
    }
    const model = pairMlp({ modulus, width, activation: 'quadratic', initialScale: 1 })
    const { train, test } = modularPolynomial('a*b', { modulus, trainFraction: 0.5 }, 3)
    for (const split of [train, test] as Pairs[]) {
      const weights = { w1: tf.tensor2d(w1, [2 * modulus, width]), w2: tf.tensor2d(w2, [width, modulus]) }
      const guesses = tf.argMax(model.logits(tf, weights, model.batch(tf, split)), 1).dataSync()
      const asked = [...split.labels.keys()].filter((i) => split.labels[i] !== 0)
      expect(asked.filter((i) => guesses[i] === split.labels[i]).length / asked.length).toBe(1)
    }
  })
})
