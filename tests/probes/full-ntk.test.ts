import { describe, expect, it } from 'vitest'
import { fullNtk } from '#probes/full-ntk.ts'
import type { Chain } from '#probes/maths/chain/chain.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { ntkEffectiveDimension } from '#probes/ntk-effective-dimension.ts'
import { ntk } from '#probes/ntk.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { expected, inputs, smallChain } from './fluctuations-reference.ts'
import { chainCases, chainOf, diverged, reordered } from './kernel-reference.ts'
import { fine, matrix, openLab } from './lab.ts'
import { gaussian } from './random.ts'

/** The tangent kernel with nothing summed, and how many directions it has. */
const lab = await openLab()
const kernelOf = (chain: Chain, examples = 1000) => lab.measure(fullNtk, { chain }, { examples }) as Matrix
const rowsOf = ({ rows, cols, data }: Matrix) =>
  Array.from({ length: rows }, (_, i) => [...data.slice(i * cols, (i + 1) * cols)])
const dimension = (chain: Chain, options = {}) => lab.numbers(ntkEffectiveDimension, { chain }, options)

describe('the full tangent kernel', () => {
  it.each([
    ['float32', matrix, FLOAT32],
    ['float64', fine, FLOAT64],
  ] as const)('is that of the Jacobian, entry by entry, in %s', (_name, as, tolerance) => {
    const found = rowsOf(kernelOf(smallChain('mse', inputs.theta, as)))
    const largest = Math.max(...expected.fullKernel.flat().map(Math.abs))
    found.forEach((row, i) =>
      row.forEach((value, j) =>
        expect(Math.abs(value - expected.fullKernel[i]![j]!)).toBeLessThan(tolerance * largest),
      ),
    )
  })

  it.each(chainCases)('has the kernel of ntk as the trace of its blocks, of %s', (_name, stored) => {
    const chain = chainOf(stored)
    const full = kernelOf(chain)
    const classes = chain.layers.at(-1)!.weight.cols
    const trace = lab.measure(ntk, { chain }, { examples: full.rows / classes }) as Matrix
    const sums = rowsOf(trace).map((row, i) =>
      row.map((_, j) =>
        Array.from({ length: classes }, (_, c) => full.data[(i * classes + c) * full.cols + j * classes + c]!).reduce(
          (sum, value) => sum + value,
        ),
      ),
    )
    expectClose(sums, rowsOf(trace), FLOAT64)
  })

  it('is symmetric, has no negative eigenvalue, and does not see hidden neurons change places', () => {
    const chain = chainOf(chainCases[0]![1])
    const kernel = kernelOf(chain, 4)
    const rows = rowsOf(kernel)
    expectClose(
      rows,
      rows[0]!.map((_, j) => rows.map((row) => row[j]!)),
      1e-12,
    )
    const values = lab.linalg.eigenvaluesSymmetric(kernel)
    expect(values.at(-1)!).toBeGreaterThan(-1e-10 * values[0]!)
    expectClose(rowsOf(kernelOf(reordered(chain), 4)), rows, FLOAT64)
  })

  it('of one linear layer is the Gram matrix of the inputs times the identity', () => {
    const chain = linear(3, 2)
    const gram = inputs.examples.map((x) =>
      inputs.examples.map((y) => x.reduce((sum, value, i) => sum + value * y[i]!, 0)),
    )
    const found = rowsOf(kernelOf(chain))
    found.forEach((row, a) =>
      row.forEach((value, b) =>
        expect(value).toBeCloseTo(a % 2 === b % 2 ? gram[Math.floor(a / 2)]![Math.floor(b / 2)]! : 0, 12),
      ),
    )
  })

  it('has at most 256 rows, and none for an example of more outputs', () => {
    expect(kernelOf(linear(3, 100)).rows).toBe(200)
    expect(kernelOf(linear(3, 100), 1).rows).toBe(100)
    expect(kernelOf(linear(3, 257))).toEqual({
      absent: 'The kernel of one example has 257 rows, one for each output, and 256 is the most',
    })
  })

  it('lets a divergence show as NaN', () => {
    expect(kernelOf(diverged(chainOf(chainCases[0]![1]))).data.every(Number.isNaN)).toBe(true)
  })
})

describe('the effective dimension', () => {
  it('is that of SciPy, of the full kernel and of its trace', () => {
    const chain = smallChain('mse', inputs.theta)
    expectClose(dimension(chain, { ridge: 0.05 }), expected.effective, FLOAT64)
    expectClose(dimension(chain, { ridge: 0.05, kernel: 'trace' }), expected.effectiveTrace, FLOAT64)
    const coarse = smallChain('mse', inputs.theta, matrix)
    expectClose(dimension(coarse, { ridge: 0.05 }), expected.effective, FLOAT32)
  })

  it('of a linear layer is the number of its weights for a small ridge, and 0 for a large one', () => {
    const chain = linear(3, 2)
    expect(dimension(chain, { ridge: 1e-9 }).effective).toBeCloseTo(6, 6)
    expect(dimension(chain, { ridge: 1e6 }).effective).toBeLessThan(1e-4)
    expect(dimension(chain).participation).toBeLessThanOrEqual(6)
  })

  it('of equal eigenvalues λ is n/(1 + ridge), and their number', () => {
    // Orthogonal inputs of one length.
    const chain = { ...linear(4, 1), probe: { inputs: fine([[2, 0, 0, 0], [0, 2, 0, 0], [0, 0, 2, 0]]), targets: fine([[0], [0], [0]]), labels: null } } // prettier-ignore
    expectClose(dimension(chain, { ridge: 0.5 }), { effective: 2, participation: 3 }, FLOAT64)
  })

  it('does not change with the scale of the kernel, falls with the ridge, and is at most the rank', () => {
    const chain = smallChain('mse', inputs.theta)
    const far = { ...linear(3, 2), layers: linear(3, 2).layers }
    const scaled = {
      ...far,
      probe: { ...far.probe, inputs: { ...far.probe.inputs, data: far.probe.inputs.data.map((x) => 1e70 * x) } },
    }
    expectClose(dimension(scaled), dimension(far), FLOAT64)
    const dimensions = [1e-6, 1e-3, 1, 1000].map((ridge) => dimension(chain, { ridge }).effective!)
    dimensions.slice(1).forEach((value, i) => expect(value).toBeLessThan(dimensions[i]!))
    expect(dimensions[0]).toBeLessThanOrEqual(18)
  })

  it('is absent for a kernel that is zero or not finite, and for too many outputs', () => {
    const zero = { ...linear(3, 2), probe: { inputs: fine([[0, 0, 0]]), targets: fine([[0, 0]]), labels: null } }
    expect(dimension(zero)).toEqual({ absent: 'The tangent kernel is zero' })
    expect(dimension(diverged(chainOf(chainCases[0]![1])))).toEqual({
      absent: 'The tangent kernel holds NaN or an infinity',
    })
    expect(dimension(linear(3, 513))).toHaveProperty('absent')
  })
})

/** One linear layer without biases on the examples of the reference, cut or repeated to as many inputs. */
function linear(entering: number, classes: number): Chain {
  const examples = {
    inputs: fine(inputs.examples.map((row) => Array.from({ length: entering }, (_, i) => row[i % row.length]!))),
    targets: fine(inputs.examples.map(() => new Array<number>(classes).fill(0))),
    labels: null,
  }
  return {
    layers: [{ name: 'w', weight: fine(gaussian(entering, classes, 3)), bias: null, activation: 'linear' }],
    loss: { kind: 'mse', reduction: 'mean' },
    probe: examples,
    train: examples,
    test: null,
  }
}
