import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fourierPower } from '#probes/fourier-power.ts'
import { frequencyPowers } from '#probes/maths/algebra/frequency-powers.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { fine, matrix, openLab, type Rows } from './lab.ts'
import { mechanisms } from './mechanisms.ts'
import { gaussian } from './random.ts'

const lab = await openLab()
const { noise, expected } = mechanisms.residueWeights

function power(rows: Rows, toMatrix = fine): Float64Array {
  return (lab.measure(fourierPower, { residueWeights: { u: toMatrix(rows) } }) as { u: Float64Array }).u
}

function tone(modulus: number, frequency: number, phase = 0.4): number[] {
  return Array.from({ length: modulus }, (_, n) => Math.cos((2 * Math.PI * frequency * n) / modulus + phase))
}

it.each(Object.keys(noise))('is what least squares on cosines and sines explains, %s', (name) => {
  const rows = noise[name] ?? []
  expectClose(power(rows), expected.spectra[name]?.fourierPower, FLOAT64)
  expectClose(power(rows, matrix), expected.spectra[name]?.fourierPower, FLOAT32)
})

it('of a pure tone is all at its frequency, of a mixture as the squares of its amplitudes', () => {
  expect(power([tone(13, 4)])[3]).toBeCloseTo(1, 12)
  const mixed = tone(13, 2).map((value, n) => 2 + 3 * value + (tone(13, 5)[n] ?? 0))
  expectClose(
    [...power([mixed])].filter((share) => share > 1e-12),
    [0.9, 0.1],
    FLOAT64,
  )
})

it('counts lengths: Nyquist’s wave of amplitude 1 is twice as long as a cosine', () => {
  const mixed = tone(8, 4, 0).map((value, n) => value + (tone(8, 1)[n] ?? 0))
  expectClose(
    [...power([mixed])].filter((share) => share > 1e-12),
    [1 / 3, 2 / 3],
    FLOAT64,
  )
})

it('adds up to the squared norm of every row without its mean (Parseval), and its shares to 1', () =>
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 24 }), fc.integer({ min: 1, max: 1000 }), (modulus, seed) => {
      const rows = gaussian(3, modulus, seed)
      const { data, cols } = frequencyPowers(fine(rows), lab.linalg)
      for (const [i, row] of rows.entries()) {
        const mean = row.reduce((sum, value) => sum + value, 0) / modulus
        const norm = row.reduce((sum, value) => sum + (value - mean) ** 2, 0)
        const total = data.subarray(i * cols, (i + 1) * cols).reduce((sum, value) => sum + value, 0)
        expectClose(total, norm, FLOAT64)
      }
      expectClose(
        power(rows).reduce((sum, share) => sum + share, 0),
        1,
        FLOAT64,
      )
    }),
    { numRuns: 30 },
  ))

it('depends on neither scale nor a cyclic shift nor the constant', () => {
  const rows = gaussian(4, 11, 3)
  const changed = rows.map((row, j) => row.map((_, n) => 5 - 7 * (row[(n + j + 2) % 11] ?? 0)))
  expectClose(power(changed), [...power(rows)], FLOAT64)
})

it('permutes when residues are relabeled n → 3n: frequency k goes to 3k', () => {
  const rows = gaussian(4, 11, 4)
  const before = power(rows)
  const after = power(rows.map((row) => row.map((_, n) => row[(3 * n) % 11] ?? 0)))
  for (let k = 1; k <= 5; k++) {
    const image = Math.min((3 * k) % 11, 11 - ((3 * k) % 11))
    expectClose(after[image - 1], before[k - 1] as number, FLOAT64)
  }
})

it('is flat for random weights', () => {
  for (const share of power(gaussian(3000, 31, 8))) expect(Math.abs(share - 1 / 15)).toBeLessThan(0.003)
})

it('is absent for constant neurons and for weights that are not finite', () => {
  const residueWeights = {
    flat: matrix([new Array<number>(31).fill(0.37)]),
    zero: matrix([[0, 0, 0]]),
    lost: matrix([[1, 2, Number.NaN]]),
    one: matrix([[1]]),
  }
  expect(lab.measure(fourierPower, { residueWeights })).toEqual({
    flat: { absent: 'No neuron varies over the residues' },
    zero: { absent: 'No neuron varies over the residues' },
    lost: { absent: "The weights of 'lost' hold NaN or an infinity" },
    one: { absent: 'Frequencies need 2 residues' },
  })
})
