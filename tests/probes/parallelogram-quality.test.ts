import { expect, it } from 'vitest'
import { parallelograms } from '#probes/maths/geometry/parallelograms.ts'
import { parallelogramQuality } from '#probes/parallelogram-quality.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { isEstimate, type Estimate } from '#src/vocabulary/index.ts'
import { fine, matrix, openLab, type Rows } from './lab.ts'
import { mechanisms } from './mechanisms.ts'
import { gaussian, orthogonal, times } from './random.ts'

const lab = await openLab()
const { line, expected } = mechanisms.residueWeights

function quality(rows: Rows, options = {}, toMatrix = fine): unknown {
  return (lab.measure(parallelogramQuality, { residueWeights: { e: toMatrix(rows) } }, options) as { e: unknown }).e
}

it('counts as Liu et al. do: ten numbers make 55 pairs and 70 parallelograms', () => {
  expect(parallelograms(10, 'whole').count).toBe(70)
  let seen = 0
  parallelograms(10, 'whole').all((i, j, m, n) => {
    expect(i + j).toBe(m + n)
    expect([i, j]).not.toEqual([m, n])
    seen++
  })
  expect(seen).toBe(70)
  for (const [key, { count }] of Object.entries(expected.parallelogramQuality)) {
    expect(parallelograms(9, key.startsWith('whole') ? 'whole' : 'modular').count).toBe(count)
  }
})

it.each(Object.keys(expected.parallelogramQuality))('agrees with brute force, %s', (key) => {
  const [sums, delta] = key.split(' ')
  const options = { sums: sums ?? '', delta: Number(delta) }
  const { value } = expected.parallelogramQuality[key] ?? {}
  expect(quality(line, options)).toBe(value)
  expect(quality(line, options, matrix)).toBe(value)
})

it('is 1 for equally spaced embeddings on a line in any direction, anywhere', () => {
  const even = [0.3, -2, 5].map((slope, row) => Array.from({ length: 12 }, (_, k) => 100 * row + slope * k))
  expect(quality(even, {}, matrix)).toBe(1)
  expect(quality(even, { sums: 'modular' })).toBeLessThan(1)
})

it('is 0 for random embeddings and for the circle, whose sums have lengths of their own', () => {
  const circle = [0, Math.PI / 2].map((phase) =>
    Array.from({ length: 11 }, (_, k) => Math.cos((2 * Math.PI * k) / 11 + phase)),
  )
  expect(quality(gaussian(5, 11, 4))).toBe(0)
  expect(quality(circle, { sums: 'modular' })).toBe(0)
})

it('measures δ in units of the root mean square distance from the mean', () => {
  // Embeddings 0, 1, 2, 3 + ε: of the parallelograms (0,2,1,1), (0,3,1,2), (1,3,2,2) the last two miss by ε.
  const bent = [[0, 1, 2, 3.5]]
  const mean = 6.5 / 4
  const spread = Math.sqrt([0, 1, 2, 3.5].reduce((sum, e) => sum + (e - mean) ** 2, 0) / 4)
  expect(quality(bent, { delta: (0.5 / spread) * 0.999 })).toBeCloseTo(1 / 3, 12)
  expect(quality(bent, { delta: (0.5 / spread) * 1.001 })).toBe(1)
})

it('depends on neither scale, shift nor rotation', () => {
  const turned = times(orthogonal(3, 2), line).map((row, i) => row.map((value) => 40 * i + 1e3 * value))
  for (const delta of [0.1, 0.2, 0.25]) expect(quality(turned, { delta })).toBe(quality(line, { delta }))
})

it('is estimated above the bound, within its standard error, the same when asked again', () => {
  const options = { delta: 0.25, most: 49 }
  const sampled = quality(line, options) as Estimate
  expect(isEstimate(sampled)).toBe(true)
  expect(quality(line, options)).toEqual(sampled)
  const { value = 0 } = expected.parallelogramQuality['whole 0.25'] ?? {}
  const share = sampled.estimate
  expect(sampled.standardError).toBeCloseTo(Math.sqrt((share * (1 - share)) / 49), 12)
  expect(Math.abs(share - value)).toBeLessThan(4 * sampled.standardError)
  expect(isEstimate(quality(line, { delta: 0.25, most: 50 }))).toBe(false)
  expect(quality([[0, 1, 2, 3, 4]], { most: 4 })).toEqual({ estimate: 1, standardError: 0 })
})

it('draws every parallelogram equally often', () => {
  const { drawn, count } = parallelograms(7, 'whole')
  const seen = new Map<string, number>()
  const random = openStream(3, 'parallelograms')
  for (let draw = 0; draw < 500 * count; draw++) {
    drawn(random, (i, j, m, n) => {
      const key = [`${i}+${j}`, `${m}+${n}`].sort().join('=')
      seen.set(key, (seen.get(key) ?? 0) + 1)
    })
  }
  expect(seen.size).toBe(count)
  for (const times of seen.values()) expect(Math.abs(times - 500)).toBeLessThan(5 * Math.sqrt(500))
})

it('is absent for equal embeddings, for too few residues, and for weights that are not finite', () => {
  expect(
    quality([
      [2, 2, 2],
      [5, 5, 5],
    ]),
  ).toEqual({ absent: 'All embeddings are equal' })
  expect(quality([[1, 2]])).toEqual({ absent: '2 residues have no parallelogram' })
  expect(quality([[1, 2, Number.NaN]])).toEqual({ absent: "The weights of 'e' hold NaN or an infinity" })
})
