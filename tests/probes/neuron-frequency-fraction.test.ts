import { expect, it } from 'vitest'
import { neuronFrequencyFraction } from '#probes/neuron-frequency-fraction.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { fine, matrix, openLab, type Rows } from './lab.ts'
import { mechanisms } from './mechanisms.ts'
import { gaussian } from './random.ts'

const lab = await openLab()
const { noise, expected } = mechanisms.residueWeights

function fraction(rows: Rows, toMatrix = fine): unknown {
  return (lab.measure(neuronFrequencyFraction, { residueWeights: { u: toMatrix(rows) } }) as { u: unknown }).u
}

function tone(frequency: number, amplitude: number, phase = 0.3): number[] {
  return Array.from({ length: 31 }, (_, n) => amplitude * Math.cos((2 * Math.PI * frequency * n) / 31 + phase))
}

it.each(Object.keys(noise))('agrees with least squares, %s', (name) => {
  expectClose(fraction(noise[name] ?? []), expected.spectra[name]?.neuronFrequencyFraction, FLOAT64)
  expectClose(fraction(noise[name] ?? [], matrix), expected.spectra[name]?.neuronFrequencyFraction, FLOAT32)
})

it('is 1 for pure tones of any frequency and phase, and a mean over neurons', () => {
  const mixed = tone(3, 2).map((value, n) => value + (tone(8, 1)[n] ?? 0)) // 4 of 5
  expectClose(fraction([tone(1, 1), tone(15, 3, 2)]), 1, FLOAT64)
  expectClose(fraction([tone(1, 1), mixed]), 0.9, FLOAT64)
})

it('of Gaussian weights is the mean of the largest of K shares, H_K/K', () => {
  const harmonic = Array.from({ length: 48 }, (_, i) => 1 / (i + 1)).reduce((sum, term) => sum + term, 0)
  expect(Math.abs((fraction(gaussian(4000, 97, 2)) as number) - harmonic / 48)).toBeLessThan(0.002)
})

it('depends on neither scale, constant, shift nor relabeling', () => {
  const rows = gaussian(5, 29, 9)
  const changed = rows.map((row, j) => row.map((_, n) => 1 + 1e3 * (row[(4 * n + j) % 29] ?? 0)))
  expectClose(fraction(changed), fraction(rows), FLOAT64)
})

it('leaves constant neurons out, and is absent where there are no others', () => {
  const flat = new Array<number>(31).fill(2)
  expectClose(fraction([flat, tone(4, 1)]), 1, FLOAT64)
  expect(fraction([flat])).toEqual({ absent: 'No neuron varies over the residues' })
  expect(fraction([[1, Number.POSITIVE_INFINITY]])).toHaveProperty('absent')
})
