import { expect, it } from 'vitest'
import { inverseParticipationRatio } from '#probes/inverse-participation-ratio.ts'
import { openLab } from './lab.ts'
import { gaussian, uniforms } from './random.ts'

/**
 * The analytic solution of modular addition (Gromov 2023, arXiv:2301.02679): one frequency and two phases a neuron,
 * the phase of the output their sum. It is what a grokked network comes to, so the probe must call it perfect.
 */
const [modulus, width] = [97, 500]
const lab = await openLab()

function analyticWeights(seed: number) {
  const uniform = uniforms(seed)
  const scale = Math.cbrt(2 / width)
  const neurons = Array.from({ length: width }, () => ({
    frequency: 1 + Math.floor(uniform() * ((modulus - 1) / 2)),
    left: 2 * Math.PI * uniform(),
    right: 2 * Math.PI * uniform(),
  }))
  const tones = (phase: (neuron: (typeof neurons)[number]) => number) =>
    neurons.map((neuron) =>
      Array.from(
        { length: modulus },
        (_, n) => scale * Math.cos((2 * Math.PI * neuron.frequency * n) / modulus + phase(neuron)),
      ),
    )
  return {
    u: lab.matrix(tones(({ left }) => left)),
    v: lab.matrix(tones(({ right }) => right)),
    w: lab.matrix(tones(({ left, right }) => left + right)),
  }
}

it.each([0, 1])('has IPR 1.000 in every layer and answers all 97² sums, seed %i', (seed) => {
  const { tf } = lab
  const { u, v, w } = analyticWeights(seed)
  const ratios = lab.numbers(inverseParticipationRatio, { residueWeights: { u, v, w } })
  for (const value of Object.values(ratios)) expect(value).toBeCloseTo(1, 4)

  const a = Array.from({ length: modulus ** 2 }, (_, i) => Math.floor(i / modulus))
  const b = Array.from({ length: modulus ** 2 }, (_, i) => i % modulus)
  const right = tf.tidy(() => {
    const [left, other] = [
      tf.gather(tf.transpose(u), tf.tensor1d(a, 'int32')),
      tf.gather(tf.transpose(v), tf.tensor1d(b, 'int32')),
    ]
    const answers = tf.argMax(tf.matMul(tf.square(tf.add(left, other)), w), 1).dataSync()
    return a.filter((value, i) => answers[i] === (value + (b[i] ?? 0)) % modulus).length as never
  }) as unknown as number
  expect(right / modulus ** 2).toBe(1)
})

it('is far from it before training', () => {
  const residueWeights = { u: lab.matrix(gaussian(width, modulus, 5)) }
  expect(lab.numbers(inverseParticipationRatio, { residueWeights }).mean).toBeLessThan(0.05)
})
