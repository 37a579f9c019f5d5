import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { ntk } from '#probes/ntk.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { chainCases, chainOf, diverged, kernels, precisions, reordered, type ChainCase } from './kernel-reference.ts'
import { fine, openLab } from './lab.ts'
import { randomChain } from './random-chain.ts'

const lab = await openLab()
const kernelOf = (chain: ReturnType<typeof chainOf>, options = {}) => lab.measure(ntk, { chain }, options) as Matrix
const rowsOf = ({ rows, cols, data }: Matrix) =>
  Array.from({ length: rows }, (_, i) => [...data.slice(i * cols, (i + 1) * cols)])
const some = Object.values(kernels.chains)[0] as ChainCase

describe.each(chainCases)('the tangent kernel of %s', (_name, stored) => {
  it.each(precisions)('is that of full parameter Jacobians, in %s', (_precision, as, tolerance) => {
    const chain = chainOf(stored, as)
    expectClose(rowsOf(kernelOf(chain)), stored.expected.ntk, tolerance)
    expectClose(rowsOf(kernelOf(chain, { outputs: 'sum' })), stored.expected.ntkOfSum, tolerance)
  })

  it('does not change when hidden neurons change places', () => {
    const chain = chainOf(stored)
    expectClose(rowsOf(kernelOf(reordered(chain))), rowsOf(kernelOf(chain)), FLOAT64)
  })
})

describe('the tangent kernel', () => {
  it('of a linear network is x·x′ ‖A‖² + C Wx·Wx′', () => {
    const [x, w, a] = [
      [
        [1, 2],
        [3, -1],
      ],
      [
        [1, 0, 2],
        [-1, 3, 1],
      ],
      [
        [2, 1],
        [0, -1],
        [1, 1],
      ],
    ]
    const chain = {
      ...chainOf(some),
      layers: [
        { name: 'w', weight: fine(w), bias: null, activation: 'linear' as const },
        { name: 'a', weight: fine(a), bias: null, activation: 'linear' as const },
      ],
      probe: {
        inputs: fine(x),
        targets: fine([
          [0, 0],
          [0, 0],
        ]),
        labels: null,
      },
    }
    // ‖A‖² = 8, C = 2; Wx = (−1, 6, 4) and (4, −3, 5); x·x = 5, 10 and x·x′ = 1.
    const all = [
      [5 * 8 + 2 * 53, 8 + 2 * -2],
      [8 + 2 * -2, 10 * 8 + 2 * 50],
    ]
    expectClose(rowsOf(kernelOf(chain)), all, 1e-14)
    // The sum of the outputs has the readout (3, −1, 2) of squared length 14.
    const ofSum = [
      [5 * 14 + 2 * 53, 14 + 2 * -2],
      [14 + 2 * -2, 10 * 14 + 2 * 50],
    ]
    expectClose(rowsOf(kernelOf(chain, { outputs: 'sum' })), ofSum, 1e-14)
  })

  it('is symmetric and has no negative eigenvalue, whatever the network', () => {
    const shape = fc.record({
      seed: fc.integer({ min: 0, max: 1e6 }),
      activation: fc.constantFrom('relu', 'tanh', 'gelu', 'erf', 'quadratic', 'linear'),
      sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 5 }),
      examples: fc.integer({ min: 1, max: 7 }),
      withBias: fc.boolean(),
    })
    const property = fc.property(shape, (choices) => {
      const chain = randomChain({ ...choices, loss: { kind: 'mse', reduction: 'mean' } } as Parameters<
        typeof randomChain
      >[0])
      const kernel = kernelOf(chain)
      const largest = Math.max(...kernel.data.map(Math.abs), 1e-12)
      rowsOf(kernel).forEach((row, i) =>
        row.forEach((value, j) =>
          expect(Math.abs(value - (kernel.data[j * kernel.cols + i] ?? NaN))).toBeLessThan(1e-12 * largest),
        ),
      )
      for (const value of lab.linalg.eigenvaluesSymmetric(kernel)) expect(value).toBeGreaterThan(-1e-10 * largest)
    })
    fc.assert(property, { seed: 3, numRuns: 40 })
  })

  it('doubles when every output is there twice', () => {
    const chain = chainOf(some)
    const last = chain.layers.at(-1)!
    const twice = (rows: number[][]) => fine(rows.map((row) => [...row, ...row]))
    const doubled = {
      ...last,
      weight: twice(rowsOf(last.weight)),
      bias: last.bias && { ...last.bias, values: twice([[...last.bias.values]]).data },
    }
    const both = kernelOf({ ...chain, layers: [...chain.layers.slice(0, -1), doubled] })
    expectClose(
      rowsOf(both),
      rowsOf(kernelOf(chain)).map((row) => row.map((value) => 2 * value)),
      FLOAT64,
    )
  })

  it('is that of the first examples, as many as asked for or as there are', () => {
    const chain = chainOf(some)
    const all = rowsOf(kernelOf(chain))
    expectClose(
      rowsOf(kernelOf(chain, { examples: 4 })),
      all.slice(0, 4).map((row) => row.slice(0, 4)),
      FLOAT64,
    )
    expect(kernelOf(chain, { examples: 1000 }).rows).toBe(some.inputs.length)
  })

  it('is computed once for the same weights and inputs, and again for others', () => {
    const chain = chainOf(some)
    const kernel = kernelOf(chain)
    expect(kernelOf({ ...chain })).toBe(kernel)
    expect(kernelOf(chain, { outputs: 'sum' })).not.toBe(kernel)
    const moved = {
      ...chain,
      probe: { ...chain.probe, inputs: fine(some.inputs.map((row) => row.map((value) => -value))) },
    }
    expect(rowsOf(kernelOf(moved))).not.toEqual(rowsOf(kernel))
    expect(
      rowsOf(kernelOf({ ...chain, layers: reordered(chain).layers.map((layer) => ({ ...layer, bias: null })) })),
    ).not.toEqual(rowsOf(kernel))
  })

  it('lets a divergence show as NaN', () => {
    expect(kernelOf(diverged(chainOf(some))).data[0]).toBeNaN()
  })
})
