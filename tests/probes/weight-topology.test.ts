import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { balancedness } from '#probes/balancedness.ts'
import { condensation } from '#probes/condensation.ts'
import { deepGraphPersistence } from '#probes/deep-graph-persistence.ts'
import type { Chain, DenseLayer } from '#probes/maths/chain/chain.ts'
import { layersAt } from '#probes/maths/chain/flat.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import { maximumSpanningTree } from '#probes/maths/geometry/spanning-tree.ts'
import { neuralPersistence } from '#probes/neural-persistence.ts'
import { isAbsent } from '#src/vocabulary/index.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { fine, layer, layerOf, openLab, type Rows } from './lab.ts'
import { gaussian, orthogonal, times } from './random.ts'
import { randomChain } from './random-chain.ts'
import { chainIn, layersIn, PRECISIONS, reference } from './weights-reference.ts'

const lab = await openLab()
const { expected, inputs } = reference
const scaled = (rows: Rows, factor: number) => rows.map((row) => row.map((value) => factor * value))
const transposed = (rows: Rows) => (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] ?? 0))

describe.each(PRECISIONS)('against NumPy, SciPy and networkx, in %s', (_name, precision, tolerance) => {
  const weights = layersIn(precision, inputs.chain)
  const chain = chainIn(precision, 'mse')

  it('condensation, biases included', () => {
    const found = lab.numbers(condensation, { weights }, { threshold: 0.5 })
    for (const [name, { share, directions }] of Object.entries(expected.condensation)) {
      expect(found[name]).toBe(share)
      expectClose(found[`${name}.directions`], directions, tolerance)
      expect(found[`${name}.dropped`]).toBe(0)
    }
  })

  it('neural persistence', () =>
    expectClose(lab.measure(neuralPersistence, { weights }), expected.neuralPersistence, tolerance))

  it('deep graph persistence, every path by itself', () =>
    expectClose(lab.measure(deepGraphPersistence, { chain }), expected.deepGraphPersistence, tolerance))

  it.each(['matrix', 'units'] as const)('imbalance of layers, %s', (of) =>
    expectClose(lab.measure(balancedness, { chain }, { of }), expected.balancedness[of], tolerance),
  )
})

describe('condensation', () => {
  const shareOf = (rows: Rows, threshold = 0.95) =>
    lab.numbers(condensation, { weights: { w: layerOf(rows) } }, { threshold })

  it('is 1 where all neurons point along one line, in one direction', () =>
    expectClose(
      shareOf([
        [1, -2, 5],
        [2, -4, 10],
      ]),
      { w: 1, 'w.directions': 1, 'w.dropped': 0 },
      FLOAT32,
    ))

  it('is 0 for orthogonal neurons, which use a direction each', () =>
    expectClose(shareOf(orthogonal(6, 3)), { w: 0, 'w.directions': 6, 'w.dropped': 0 }, FLOAT32))

  it('of two clusters of 3 and 2 neurons is (3 + 1)/10', () => {
    const found = shareOf([
      [1, 2, 3, 0, 0],
      [0, 0, 0, 4, -5],
    ])
    expectClose(found, { w: 0.4, 'w.directions': 25 / 13, 'w.dropped': 0 }, FLOAT32)
  })

  it('counts a pair beyond the threshold only, and sees the bias', () => {
    const angled = [
      [1, Math.cos(0.4)],
      [0, Math.sin(0.4)],
    ]
    expect(shareOf(angled, Math.cos(0.41)).w).toBe(1)
    expect(shareOf(angled, Math.cos(0.39)).w).toBe(0)
    for (const [weight, bias] of [
      ['w1', 'b1'],
      ['fc.weight', 'fc.bias'],
      ['dense/kernel', 'dense/bias'],
      ['W', 'B'],
    ] as const) {
      const weights = { [weight]: layerOf([[1, 1]]), [bias]: layer([0, 1], [2]) }
      expectClose(lab.numbers(condensation, { weights })[`${weight}.directions`], 4 / 3, FLOAT32)
      const unlike = { [weight]: layerOf([[1, 1]]), [bias]: layer([0, 1, 2], [3]) }
      expectClose(lab.numbers(condensation, { weights: unlike })[`${weight}.directions`], 1, FLOAT32)
    }
  })

  it('drops neurons without weights and says how many', () => {
    const found = shareOf([
      [1, 0, 3, 0],
      [0, 0, 0, 0],
    ])
    expectClose(found, { w: 1, 'w.directions': 1, 'w.dropped': 2 }, FLOAT32)
    const one = shareOf([[1, 0]])
    expect(one.w).toEqual({ absent: "Fewer than two neurons of 'w' have nonzero weights" })
    expect(one['w.dropped']).toBe(1)
  })

  it('changes neither with a rotation of the inputs, nor with the scale of a neuron', () => {
    const rows = gaussian(4, 7, 5)
    const plain = shareOf(rows, 0.6)
    expectClose(shareOf(times(orthogonal(4, 1), rows), 0.6), plain, FLOAT32)
    expectClose(
      shareOf(
        rows.map((row) => row.map((value, j) => value * (j - 3.5))),
        0.6,
      ),
      plain,
      FLOAT32,
    )
  })
})

describe('a maximum spanning tree', () => {
  it('by hand: of 3 × 2, the best four edges that close no loop', () => {
    const rows = [
      [9, 8],
      [7, 6],
      [1, 5],
    ]
    expect([...maximumSpanningTree(fine(rows))].sort()).toEqual([5, 7, 8, 9])
    expect([...maximumSpanningTree(fine(transposed(rows)))].sort()).toEqual([5, 7, 8, 9])
  })

  it('weighs no less than any other spanning tree, and has rows + cols − 1 edges', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 12, maxLength: 12 }), (values) => {
        const tree = maximumSpanningTree({ rows: 3, cols: 4, data: Float64Array.from(values) })
        expect(tree).toHaveLength(6)
        // A star from row 0 with the other rows hung on column 0 is one of the others.
        const star = [0, 1, 2, 3, 4, 8].reduce((sum, at) => sum + (values[at] ?? 0), 0)
        expect(tree.reduce((sum, weight) => sum + weight, 0)).toBeGreaterThanOrEqual(star)
        expect(Math.max(...tree)).toBe(Math.max(...values))
      }),
    ))
})

describe('neural persistence', () => {
  const of = (rows: Rows) => lab.numbers(neuralPersistence, { weights: { w: layerOf(rows) } }).w

  it('is 0 where all weights are equal, whatever their sign', () =>
    expect(
      of([
        [2, -2],
        [-2, 2],
        [2, 2],
      ]),
    ).toBe(0))

  it('of a single weight is √((n + m − 2)/(n + m − 1))', () => {
    const single = Array.from({ length: 4 }, (_, i) => [0, 0, i === 2 ? -7 : 0])
    expectClose(of(single), Math.sqrt(5 / 6), FLOAT32)
  })

  it('changes with neither scale, nor sign, nor the order of neurons, nor transposition', () => {
    const rows = gaussian(6, 4, 2)
    const plain = of(rows)
    expectClose(of(scaled(rows, -30)), plain, FLOAT32)
    expectClose(of([...rows.slice(2), ...rows.slice(0, 2)]), plain, FLOAT32)
    expectClose(of(transposed(rows)), plain, FLOAT32)
  })

  it('is scaled by the largest weight of all layers', () => {
    const weights = { w1: layerOf([[1, 1]]), w2: layerOf([[4], [4]]), b: layer([100], [1]) }
    expectClose(lab.measure(neuralPersistence, { weights }), { mean: 0.375, w1: 0.75, w2: 0 }, FLOAT32)
  })

  it('is absent where nothing is left to scale by', () => {
    expect(lab.measure(neuralPersistence, { weights: { w: layerOf([[0, 0]]) } })).toEqual({
      absent: 'All weights are zero',
    })
    const diverged = { w1: layerOf([[1, 2]]), w2: layerOf([[Infinity]]) }
    expect(lab.measure(neuralPersistence, { weights: diverged })).toEqual({
      absent: "Layer 'w2' holds NaN or an infinity",
    })
    expect(isAbsent(lab.measure(neuralPersistence, { weights: { b: layer([1], [1]) } }))).toBe(true)
  })
})

/** Linear layers of these weights, [in, out] each. */
function chainOf(...weights: Rows[]): Chain {
  const layers = weights.map((rows, l): DenseLayer => ({
    name: `w${l + 1}`,
    weight: fine(rows),
    bias: null,
    activation: 'linear',
  }))
  return { ...chainIn(Float64Array, 'mse'), layers }
}

describe('deep graph persistence', () => {
  const of = (...weights: Rows[]) => lab.measure(deepGraphPersistence, { chain: chainOf(...weights) }) as number

  it('of one layer is the neural persistence of its standardized weights', () => {
    const rows = gaussian(5, 3, 4)
    const mean = rows.flat().reduce((sum, value) => sum + value, 0) / 15
    const centered = rows.map((row) => row.map((value) => value - mean))
    expectClose(of(rows), lab.numbers(neuralPersistence, { weights: { w: layerOf(centered) } }).w, FLOAT32)
  })

  it('by hand: a path is as strong as its weakest weight, a tie as its strongest path', () => {
    // Standardized, |w| = 1 everywhere in the first layer, so that every tie is min(1, the best weight that is left).
    const first = [
      [1, -1],
      [-1, 1],
    ]
    const second = [
      [3, 0],
      [-3, 0],
    ]
    // The second layer has |w| = √2, √2, 0, 0: ties 1, 0 from both inputs. Of the tree one edge is 0.
    expectClose(of(first, second), Math.sqrt(1 / 3), FLOAT64)
  })

  it('changes neither with a shift, scale or sign of a layer, nor with the order of hidden neurons', () => {
    const [a, b] = [gaussian(4, 6, 1), gaussian(6, 3, 2)]
    const plain = of(a, b)
    expectClose(
      of(
        a.map((row) => row.map((value) => 5 - 40 * value)),
        b,
      ),
      plain,
      FLOAT64,
    )
    const order = [3, 5, 0, 1, 4, 2]
    const turned = a.map((row) => order.map((k) => row[k] ?? 0))
    expectClose(
      of(
        turned,
        order.map((k) => b[k] ?? []),
      ),
      plain,
      FLOAT64,
    )
    expect(Math.abs(of(turned, b) - plain)).toBeGreaterThan(1e-4)
  })

  it('is absent where a layer does not vary or diverged', () => {
    const flat = { absent: "The weights of 'w2' do not vary, or are not finite" }
    expect(of(gaussian(2, 2, 1), [[0.1], [0.1]])).toEqual(flat)
    expect(of(gaussian(2, 2, 1), [[1], [Number.NaN]])).toEqual(flat)
  })
})

describe('imbalance of layers', () => {
  it('is 0 for balanced layers and 1 where nothing leaves', () => {
    const w = gaussian(4, 3, 1)
    expect(lab.numbers(balancedness, { chain: chainOf(w, transposed(w)) }).w1).toBeLessThan(1e-14)
    const nothing = [[0, 0], [0, 0], [0, 0]] // prettier-ignore
    const units = [[3, 0, 0], [0, 4, 0]] // prettier-ignore
    expectClose(lab.measure(balancedness, { chain: chainOf(units, nothing) }), { w1: Math.hypot(9, 16) / 25 }, FLOAT64)
  })

  it('does not change when all weights are scaled, or inputs and outputs are rotated', () => {
    const [a, b] = [gaussian(5, 4, 1), gaussian(4, 3, 2)]
    const plain = lab.numbers(balancedness, { chain: chainOf(a, b) })
    expectClose(lab.measure(balancedness, { chain: chainOf(scaled(a, 6), scaled(b, 6)) }), plain, FLOAT64)
    const turned = chainOf(times(orthogonal(5, 1), a), times(b, orthogonal(3, 2)))
    expectClose(lab.measure(balancedness, { chain: turned }), plain, FLOAT64)
  })

  it.each([
    ['matrix', 'linear'],
    ['units', 'relu'],
  ] as const)(
    '%s is conserved by gradient flow of %s layers: the drift over one time falls with the step',
    (of, activation) => {
      const start = randomChain({
        sizes: [4, 6, 5, 3],
        activation,
        loss: { kind: 'mse', reduction: 'mean' },
        examples: 12,
        seed: 3,
      })
      const drift = (rate: number) => {
        const { gradient, parameters } = objectiveOf(start, lab.linalg)
        let at: Float64Array = parameters.slice()
        for (let step = 0; step < Math.round(0.5 / rate); step++) {
          const slope = gradient(at)
          at = at.map((value, i) => value - rate * (slope[i] ?? 0))
        }
        const [before, after] = [
          differences(start, of),
          differences({ ...start, layers: layersAt(start.layers, at) }, of),
        ]
        return Math.hypot(...before.map((value, i) => value - (after[i] ?? 0)))
      }
      const [coarse, fineStep] = [drift(0.02), drift(0.002)]
      expect(coarse).toBeGreaterThan(0)
      // Of each step the drift is of second order, so over one time it is of first.
      expect(coarse / fineStep).toBeGreaterThan(activation === 'linear' ? 9 : 6)
      expect(fineStep).toBeLessThan(0.01)
    },
  )

  it('needs two layers with weights that are finite', () => {
    expect(lab.measure(balancedness, { chain: chainOf([[1]]) })).toEqual({
      absent: 'Needs two layers, and the network has one',
    })
    const zero = lab.numbers(balancedness, { chain: chainOf([[0, 0]], [[1], [1]]) })
    expect(zero.w1).toEqual({ absent: "The weights of 'w1' are all zero" })
    const diverged = lab.numbers(balancedness, { chain: chainOf([[1, 2]], [[1], [Number.NaN]]) })
    expect(diverged.w1).toEqual({ absent: "A weight of 'w1' or of the next layer is not finite" })
  })
})

/** The imbalance of each pair of layers as the probe has it, its denominator taken off. */
function differences(chain: Chain, of: 'matrix' | 'units'): number[] {
  const found = lab.numbers(balancedness, { chain }, { of })
  return chain.layers.slice(0, -1).map(({ name, weight, bias }) => {
    const size = [...weight.data, ...(bias?.values ?? [])].reduce((sum, value) => sum + value ** 2, 0)
    return (found[name] ?? NaN) * size
  })
}
