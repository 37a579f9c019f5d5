import { describe, expect, it } from 'vitest'
import type { ActivationName } from '#probes/maths/chain/activations.ts'
import { nonAffineShare } from '#probes/maths/geometry/affine-transport.ts'
import { nonLinearitySignature } from '#probes/non-linearity-signature.ts'
import { expectClose } from './close.ts'
import { fine, openLab, type Rows } from './lab.ts'
import { gaussian, orthogonal, times } from './random.ts'
import { expected, given, PRECISIONS, type Make } from './representation.ts'

const lab = await openLab()

/** The signature of one hidden layer that is given these preactivations as they are. */
function signature(
  rows: Rows,
  activation: ActivationName,
  options = {},
  make: Make = fine,
  weight?: Rows,
  bias?: readonly number[],
) {
  const width = rows[0]?.length ?? 0
  const identity = Array.from({ length: width }, (_, i) => Array.from({ length: width }, (_, j) => +(i === j)))
  const examples = { inputs: make(rows), targets: make(rows), labels: null }
  const chain = {
    layers: [
      {
        name: 'w1',
        weight: make(weight ?? identity),
        bias: bias ? { name: 'b1', values: make([bias]).data } : null,
        activation,
      },
      { name: 'w2', weight: make((weight?.[0] ?? identity).map(() => [1])), bias: null, activation: 'linear' as const },
    ],
    loss: { kind: 'mse', reduction: 'mean' } as const,
    probe: examples,
    train: examples,
    test: null,
  }
  return lab.numbers(nonLinearitySignature, { chain }, options)
}

/** Even quantiles of a standard normal, by bisection of its cumulative share. */
function normalQuantiles(n: number): number[][] {
  const share = (z: number) => {
    let sum = 0
    for (let i = 0; i < 4000; i++) sum += Math.exp(-0.5 * ((z * (i + 0.5)) / 4000) ** 2)
    return 0.5 + ((z / 4000) * sum) / Math.sqrt(2 * Math.PI)
  }
  return Array.from({ length: n }, (_, i) => {
    let [low, high] = [-6, 6]
    for (let step = 0; step < 30; step++) {
      const middle = (low + high) / 2
      if (share(middle) < (i + 0.5) / n) low = middle
      else high = middle
    }
    return [(low + high) / 2]
  })
}

describe('non-linearity signature', () => {
  it.each(PRECISIONS)('meets the exact transport of POT in %s', (_, make, tolerance) => {
    const [first] = given.chain
    const value = signature(given.data.test, 'relu', {}, make, first?.weight, first?.bias)
    expectClose(value, { w1: expected('non-linearity-signature') }, tolerance)
  })

  it('meets it with more than twice as many neurons as examples', () => {
    const value = signature(given.wide.slice(0, 6), 'relu')
    expectClose(value, { w1: expected('non-linearity-signature-wide') }, 1e-6)
  })

  it.each([
    ['relu', 0.621],
    ['tanh', 0.812],
    ['gelu', 0.645],
    ['quadratic', 0.591],
    ['linear', 1],
  ] as const)('of a normal input, %s comes to %f', (activation, value) => {
    const normal = normalQuantiles(256)
    // 256 quantiles cut the tails off, which the square feels.
    expect(Math.abs((signature(normal, activation, { examples: 256 }).w1 ?? 0) - value)).toBeLessThan(0.012)
  })

  it('is 1 for a ReLU that sees one sign, wherever and however large', () => {
    const rows = gaussian(40, 3, 1).map((row) => row.map((value, j) => 50 * value + 400 + j))
    expect(signature(rows, 'relu').w1).toBeCloseTo(1, 9)
  })

  it('of a symmetric positive map is 1: transport between normals is that map', () => {
    const rotation = orthogonal(3, 2)
    const back = rotation.map((_, j) => rotation.map((row) => row[j] ?? 0))
    const map = times(
      times(rotation, [
        [2, 0, 0],
        [0, 0.5, 0],
        [0, 0, 1],
      ]),
      back,
    )
    const x = gaussian(60, 3, 4)
    const y = times(x, map).map((row) => row.map((value) => value + 7))
    expect(nonAffineShare(fine(x), fine(y), lab.linalg)).toBeLessThan(1e-5)
  })

  it('does not change with the scale of the activations, or the order of examples', () => {
    const rows = gaussian(50, 3, 6)
    const plain = signature(rows, 'relu').w1
    expectClose(
      signature(
        rows.map((row) => row.map((value) => 1e3 * value)),
        'relu',
      ).w1,
      plain,
      1e-9,
    )
    expectClose(signature(rows.toReversed(), 'relu').w1, plain, 1e-9)
    expect(plain).toBeLessThan(0.9)
  })

  it('pairs points as is cheapest, not as they stand', () => {
    const x = gaussian(30, 2, 8)
    expect(nonAffineShare(fine(x), fine(x.toReversed()), lab.linalg)).toBeLessThan(1e-9)
  })

  it('reads as many examples as it is told', () => {
    const rows = gaussian(30, 2, 9)
    expect(signature(rows, 'relu', { examples: 10 })).toEqual(signature(rows.slice(0, 10), 'relu'))
    expect(signature(rows, 'relu', { examples: 10 })).not.toEqual(signature(rows, 'relu'))
  })

  it('holds with more neurons than examples', () =>
    expect(signature(gaussian(10, 25, 3), 'linear').w1).toBeCloseTo(1, 5))

  it('is absent where nothing varies or a layer diverged', () => {
    const dead = gaussian(20, 2, 1).map((row) => row.map((value) => value - 50))
    expect(signature(dead, 'relu').w1).toEqual({ absent: "'w1' does not vary over the probe batch" })
    expect(signature([[1], [1], [1]], 'relu').w1).toHaveProperty('absent')
    expect(signature([[1], [NaN]], 'relu').w1).toEqual({ absent: "'w1' holds NaN or an infinity" })
  })
})
