import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAbsent } from '#src/vocabulary/index.ts'
import { inverseParticipationRatio } from '#probes/inverse-participation-ratio.ts'
import { binsOf, fourierBasis } from '#probes/maths/algebra/fourier.ts'
import { participationRatios } from '#probes/maths/algebra/participation.ts'
import { expectClose, FLOAT32 } from './close.ts'
import { matrix, openLab, type Rows } from './lab.ts'
import { gaussian } from './random.ts'

const lab = await openLab()

function ratio(rows: Rows, constant = 'kept'): number {
  return lab.numbers(inverseParticipationRatio, { residueWeights: { u: matrix(rows) } }, { constant }).u ?? NaN
}

function tone(modulus: number, frequency: number, phase: number): number[] {
  return Array.from({ length: modulus }, (_, n) => Math.cos((2 * Math.PI * frequency * n) / modulus + phase))
}

describe('of a pure tone it is 1', () => {
  it.each([
    [97, 1, 0.3],
    [97, 48, 2],
    [31, 7, -1],
    [12, 5, 0.7],
    [12, 6, 0], // Nyquist's frequency, which an even modulus has
    [2, 1, 0],
  ])('modulus %i, frequency %i, phase %f', (modulus, frequency, phase) => {
    expectClose(ratio([tone(modulus, frequency, phase)]), 1, FLOAT32)
    expectClose(ratio([tone(modulus, frequency, phase)], 'dropped'), 1, FLOAT32)
  })
})

it('of two equal tones it is ½, and of a delta 1/K′ or near it', () => {
  const two = tone(31, 3, 0.1).map((value, n) => value + (tone(31, 11, 2)[n] ?? 0))
  expectClose(ratio([two]), 0.5, FLOAT32)
  const delta = Array.from({ length: 31 }, (_, n) => +(n === 4))
  expectClose(ratio([delta]), 1 / binsOf(31), FLOAT32)
  expectClose(ratio([delta], 'dropped'), 1 / (binsOf(31) - 1), FLOAT32)
})

it('counts the constant as a frequency, unless it is dropped', () => {
  const raised = tone(31, 5, 0).map((value) => value + 1)
  // The power of the constant is p², of the cosine (p/2)²: shares of 4/5 and 1/5.
  expectClose(ratio([raised]), (16 + 1) / 25, FLOAT32)
  expectClose(ratio([raised], 'dropped'), 1, FLOAT32)
  const flat = Array.from({ length: 31 }, () => 0.37)
  expectClose(ratio([flat]), 1, FLOAT32)
  const inputs = { residueWeights: { u: matrix([flat]) } }
  expect(isAbsent(lab.numbers(inverseParticipationRatio, inputs, { constant: 'dropped' }).u)).toBe(true)
})

it('depends on neither scale, nor sign, nor a cyclic shift of the residues', () => {
  const [row = []] = gaussian(1, 29, 6)
  const plain = ratio([row])
  expectClose(ratio([row.map((value) => -1e-12 * value)]), plain, FLOAT32)
  expectClose(ratio([row.map((value) => 1e25 * value)]), plain, FLOAT32)
  expectClose(ratio([[...row.slice(11), ...row.slice(0, 11)]]), plain, FLOAT32)
})

it('keeps its value when the residues are relabeled n → 3n, which permutes the frequencies', () => {
  const [row = []] = gaussian(1, 29, 7)
  expectClose(ratio([row.map((_, n) => row[(3 * n) % 29] ?? 0)]), ratio([row]), FLOAT32)
  expect(Math.abs(ratio([[...row].sort((a, b) => a - b)]) - ratio([row]))).toBeGreaterThan(0.05)
})

it('lies between 1/K′ and 1', () =>
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 2, maxLength: 40 }),
      (powers) => {
        const coefficients = [...powers.map(Math.sqrt), ...powers.map(() => 0)]
        const [value = NaN] = participationRatios(coefficients, powers.length, 0)
        expect(value).toBeGreaterThanOrEqual(1 / powers.length - 1e-12)
        expect(value).toBeLessThanOrEqual(1 + 1e-12)
      },
    ),
  ))

it('of Gaussian weights is 2/(K + 1) without the constant, and 0.0404 at p = 97 with it', () => {
  const rows = gaussian(4000, 97, 12)
  expect(ratio(rows, 'dropped')).toBeCloseTo(2 / 49, 3)
  expect(Math.abs(ratio(rows, 'dropped') - 2 / 49)).toBeLessThan(3e-4)
  expect(Math.abs(ratio(rows) - 0.04036)).toBeLessThan(3e-4)
})

it('averages over the neurons of a group, and over all of them under mean', () => {
  const two = tone(31, 3, 0.1).map((value, n) => value + (tone(31, 11, 2)[n] ?? 0))
  const residueWeights = { a: matrix([tone(31, 2, 0)]), b: matrix([two, two, tone(31, 4, 1)]) }
  const measured = lab.measure(inverseParticipationRatio, { residueWeights })
  expectClose(measured, { mean: 3 / 4, a: 1, b: 2 / 3 }, FLOAT32)
})

it('leaves neurons of zero weights out, and is absent where there are no others', () => {
  const zero = new Array<number>(31).fill(0)
  const residueWeights = { a: matrix([tone(31, 2, 0), zero]), b: matrix([zero]) }
  const measured = lab.numbers(inverseParticipationRatio, { residueWeights })
  expect(measured.a).toBeCloseTo(1, 5)
  expect(measured.mean).toBeCloseTo(1, 5)
  expect(measured.b).toEqual({ absent: 'No neuron has weights other than zero' })
})

it('lets a divergence show as NaN', () => {
  const residueWeights = { a: matrix([tone(31, 2, 0), new Array<number>(31).fill(Number.NaN)]) }
  expect(lab.numbers(inverseParticipationRatio, { residueWeights }).mean).toBeNaN()
})

it('gives one ratio a row, null for a row of zeros', () => {
  const rows = [3, 4, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1] // two cosines and two sines a row
  expect(participationRatios(rows, 2, 0)).toEqual([(9 ** 2 + 16 ** 2) / 25 ** 2, null, 0.5])
})

it('uses an orthogonal basis: cosines and sines of ⌊p/2⌋ + 1 frequencies', () => {
  const [p, bins] = [7, 4]
  const basis = fourierBasis(p)
  const column = (at: number) => Array.from({ length: p }, (_, n) => basis[n * 2 * bins + at] ?? NaN)
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)
  expect(dot(column(0), column(0))).toBeCloseTo(p, 5)
  expect(dot(column(2), column(2))).toBeCloseTo(p / 2, 5)
  expect(dot(column(bins + 2), column(bins + 2))).toBeCloseTo(p / 2, 5)
  expect(dot(column(2), column(bins + 2))).toBeCloseTo(0, 5)
  expect(dot(column(1), column(3))).toBeCloseTo(0, 5)
})
