import { describe, expect, it } from 'vitest'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { residueCircles } from '#probes/residue-circles.ts'
import { fine, matrix, openLab, type Rows } from './lab.ts'
import { gaussian } from './random.ts'
import { expectRows, rowsOf, structure } from './structure-reference.ts'

const lab = await openLab()
const NAMES = ['noise', 'even', 'waves'] as const

function circles(rows: Rows, options: { circles?: number; neurons?: 'own' | 'all' } = {}, toMatrix = fine): Matrix {
  return (lab.measure(residueCircles, { residueWeights: { u: toMatrix(rows) } }, options) as { u: Matrix }).u
}

/** [frequency, residue, x, y] by frequency. */
const byFrequency = (found: Matrix) => Map.groupBy(rowsOf(found), ([k]) => k)

const wave = (modulus: number, frequency: number, phase: number, height = 1) =>
  Array.from({ length: modulus }, (_, n) => height * Math.cos((2 * Math.PI * frequency * n) / modulus + phase))

describe('residues on their circles', () => {
  it.each(NAMES)('are where NumPy has them, by their own neurons and by all, %s', (name) => {
    const { rows, circles: expected } = structure.residues[name]
    expectRows(circles(rows, { circles: 2 }), expected.own)
    expectRows(circles(rows, { circles: 3, neurons: 'all' }), expected.all)
    expectRows(circles(rows, { circles: 2 }, matrix), expected.own, 1e-5)
  })

  it('lie at radius 1, each at its angle, where neurons are waves of one frequency in every phase', () => {
    const rows = [0, 1, 2, 3].flatMap((quarter) => [2, 5].map((k) => wave(13, k, (quarter * Math.PI) / 2 + 0.3 * k)))
    const found = byFrequency(circles(rows))
    expect([...found.keys()]).toEqual([2, 5])
    for (const [k = NaN, points] of found) {
      for (const [, n = NaN, x = NaN, y = NaN] of points) {
        const angle = (2 * Math.PI * k * n) / 13
        expect(Math.hypot(x - Math.cos(angle), y - Math.sin(angle))).toBeLessThan(1e-9)
      }
      // Joined in the order of their angle.
      expect(points.map(([, n = NaN]) => (k * n) % 13)).toEqual(Array.from({ length: 13 }, (_, i) => i))
    }
  })

  it('are turned by a shift of the residues, and by nothing of scale, constant or order of the neurons', () => {
    const rows = gaussian(12, 11, 3)
    const before = byFrequency(circles(rows))
    const changed = rows.map((row) => row.map((value) => 4 - 3 * value)).reverse()
    for (const [k, points] of byFrequency(circles(changed))) {
      expect(points.map(([, n]) => n)).toEqual(before.get(k)?.map(([, n]) => n))
      points.forEach(([, , x = NaN, y = NaN], i) => {
        const [, , earlierX = NaN, earlierY = NaN] = before.get(k)?.[i] ?? []
        expect(Math.hypot(x - earlierX, y - earlierY)).toBeLessThan(1e-9)
      })
    }
    const shifted = byFrequency(circles(rows.map((row) => row.map((_, n) => row[(n + 1) % 11] ?? NaN))))
    for (const [k = NaN, points] of shifted) {
      const turn = (-2 * Math.PI * k) / 11
      for (const [, n = NaN, x = NaN, y = NaN] of points) {
        const [, , oldX = NaN, oldY = NaN] = before.get(k)?.find(([, m]) => m === (n + 1) % 11) ?? []
        expect(x).toBeCloseTo(Math.cos(turn) * oldX - Math.sin(turn) * oldY, 9)
        expect(y).toBeCloseTo(Math.sin(turn) * oldX + Math.cos(turn) * oldY, 9)
      }
    }
  })

  it('are of the strongest frequencies, as many as asked for, in the order of frequency', () => {
    const rows = [
      wave(17, 7, 0, 3),
      wave(17, 7, 1, 3),
      wave(17, 2, 0, 2),
      wave(17, 2, 1, 2),
      wave(17, 5, 0),
      wave(17, 5, 1),
    ]
    expect([...byFrequency(circles(rows, { circles: 2 })).keys()]).toEqual([2, 7])
    expect([...byFrequency(circles(rows, { circles: 12 })).keys()]).toEqual([2, 5, 7])
  })

  it('are a cloud for random weights: no ring where neurons draw only what they are tuned to', () => {
    const radii = (neurons: 'own' | 'all') => {
      const of = rowsOf(circles(gaussian(500, 97, 5), { neurons })).map(([, , x = NaN, y = NaN]) => Math.hypot(x, y))
      const mean = of.reduce((sum, radius) => sum + radius, 0) / of.length
      return { mean, smallest: Math.min(...of) / mean }
    }
    // By all neurons they keep away from the middle, which the caveat is about.
    expect(radii('all').smallest).toBeGreaterThan(0.2)
    expect(radii('own').smallest).toBeLessThan(0.2)
    expect(radii('own').mean).toBeLessThan(0.7)
  })

  it('of one neuron lie on a line', () => {
    for (const [, , x = NaN, y = NaN] of rowsOf(circles([wave(7, 2, 0.4)])))
      expect(x * Math.sin(0.4) + y * Math.cos(0.4)).toBeCloseTo(0, 9)
  })

  it('are absent for constant neurons, weights that are not finite, and too few residues', () => {
    const residueWeights = {
      flat: matrix([new Array<number>(31).fill(0.37)]),
      lost: matrix([[1, 2, Number.NaN]]),
      two: matrix([[1, 2]]),
    }
    expect(lab.measure(residueCircles, { residueWeights })).toEqual({
      flat: { absent: 'No neuron varies over the residues' },
      lost: { absent: "The weights of 'lost' hold NaN or an infinity" },
      two: { absent: 'A circle needs 3 residues, and there are 2' },
    })
  })
})
