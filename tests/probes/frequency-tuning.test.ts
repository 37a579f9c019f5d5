import { expect, it } from 'vitest'
import { frequencyTuning } from '#probes/frequency-tuning.ts'
import { fourierPower } from '#probes/fourier-power.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { fine, matrix, openLab, type Rows } from './lab.ts'
import { gaussian } from './random.ts'
import { structure } from './structure-reference.ts'

const lab = await openLab()

const tuning = (rows: Rows, toMatrix = fine) =>
  (lab.measure(frequencyTuning, { residueWeights: { u: toMatrix(rows) } }) as { u: Float64Array }).u
const sum = (shares: Float64Array) => shares.reduce((all, share) => all + share, 0)
const wave = (modulus: number, frequency: number, height = 1) =>
  Array.from({ length: modulus }, (_, n) => height * Math.cos((2 * Math.PI * frequency * n) / modulus + 0.4))

it.each(['noise', 'even', 'waves'] as const)('is what a fast Fourier transform says, %s', (name) => {
  const { rows, tuning: expected } = structure.residues[name]
  expectClose(tuning(rows), expected, FLOAT64)
  expectClose(tuning(rows, matrix), expected, FLOAT32)
})

it('of pure waves is fourier-power, and all together 1', () => {
  const rows = [wave(13, 2, 2), wave(13, 5), wave(13, 5, 3)]
  const powers = lab.measure(fourierPower, { residueWeights: { u: fine(rows) } }) as { u: Float64Array }
  tuning(rows).forEach((share, i) => expect(share).toBeCloseTo(powers.u[i] ?? NaN, 12))
  expect(sum(tuning(rows))).toBeCloseTo(1, 12)
})

it('of a mixture counts only the frequency that a neuron is tuned to', () => {
  const mixed = wave(13, 2, 3).map((value, n) => value + (wave(13, 5)[n] ?? 0))
  const shares = tuning([mixed])
  expect(shares[1]).toBeCloseTo(0.9, 12)
  expect(shares[4]).toBe(0)
})

it('depends on neither scale, constant nor a cyclic shift, and is low for random weights', () => {
  const rows = gaussian(4, 11, 3)
  const changed = rows.map((row, j) => row.map((_, n) => 5 - 7 * (row[(n + j + 2) % 11] ?? 0)))
  tuning(changed).forEach((share, i) => expect(share).toBeCloseTo(tuning(rows)[i] ?? NaN, 9))
  expect(sum(tuning(gaussian(500, 97, 1)))).toBeLessThan(0.12)
})

it('is absent for constant neurons and for weights that are not finite', () => {
  const residueWeights = { flat: matrix([new Array<number>(31).fill(0.37)]), lost: matrix([[1, 2, Number.NaN]]) }
  expect(lab.measure(frequencyTuning, { residueWeights })).toEqual({
    flat: { absent: 'No neuron varies over the residues' },
    lost: { absent: "The weights of 'lost' hold NaN or an infinity" },
  })
})
