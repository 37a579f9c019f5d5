import { describe, expect, it } from 'vitest'
import { ckaOverTime } from '#probes/cka-over-time.ts'
import type { Inputs } from '#probes/inputs.ts'
import { linearCka } from '#probes/linear-cka.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { MOST_KEPT, NONE_KEPT, thinned, type Thinned } from '#probes/maths/statistics/thinned-history.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { expected, inputs, remembered } from './fluctuations-reference.ts'
import { fine, matrix, openLab, type Rows } from './lab.ts'
import { gaussian, orthogonal, times } from './random.ts'

/** How alike the representations of any two steps are. */
const lab = await openLab()
const seen = (states: readonly Rows[], as = fine) => states.map((rows) => ({ hidden: { h: as(rows) } }))
const after = (steps: readonly Partial<Inputs>[], options = {}) =>
  (lab.measure(ckaOverTime, steps.at(-1)!, options, remembered(ckaOverTime.memory, steps)) as Record<string, Matrix>).h!
const rowsOf = ({ rows, cols, data }: Matrix) =>
  Array.from({ length: rows }, (_, i) => [...data.slice(i * cols, (i + 1) * cols)])

describe('CKA between steps', () => {
  it.each([
    ['float32', matrix, 1e-5],
    ['float64', fine, FLOAT64],
  ] as const)('is that of centered matrices in NumPy, of either estimator, in %s', (_name, as, tolerance) => {
    const steps = seen(inputs.many, as)
    for (const estimator of ['debiased', 'biased'] as const)
      expectClose(rowsOf(after(steps, { estimator })), expected.similarity[estimator], tolerance)
  })

  it('has the last column of linear-cka, is symmetric, and 1 on its diagonal', () => {
    const states = Array.from({ length: 6 }, (_, seed) => gaussian(20, 5, seed))
    const rows = rowsOf(after(seen(states)))
    expect(rows).toHaveLength(6)
    rows.forEach((row, i) => {
      expectClose(row[i], 1, 1e-12)
      row.forEach((value, j) => expectClose(value, rows[j]![i], 1e-12))
      const plain = lab.numbers(linearCka, {
        hidden: { h: fine(states[i]!) },
        referenceHidden: { h: fine(states[5]!) },
      })
      expectClose(row[5], plain.h, 1e-9)
    })
  })

  it('does not see rotations, scales from 1e-150 to 1e150, and shifts of any step', () => {
    const states = Array.from({ length: 5 }, (_, seed) => gaussian(12, 4, seed))
    const changed = states.map((rows, i) => {
      const turned = times(rows, orthogonal(4, 10 + i))
      return turned.map((row) => row.map((value) => [1, 1e150, 1e-150, -3, 1][i]! * (value + [0, 0, 0, 0, 5][i]!)))
    })
    expectClose(rowsOf(after(seen(changed))), rowsOf(after(seen(states))), FLOAT64)
  })

  it('of unrelated activations is about 0 on 64 examples, with a deviation of about 0.02', () => {
    const found = Array.from(
      { length: 60 },
      (_, seed) => rowsOf(after(seen([gaussian(64, 64, 2 * seed), gaussian(64, 64, 2 * seed + 1)])))[0]![1]!,
    )
    const mean = found.reduce((sum, value) => sum + value / found.length, 0)
    const deviation = Math.sqrt(found.reduce((sum, value) => sum + (value - mean) ** 2 / found.length, 0))
    expect(Math.abs(mean)).toBeLessThan(0.01)
    expect(deviation).toBeGreaterThan(0.015)
    expect(deviation).toBeLessThan(0.025)
  })

  it('has now as its last row, on the stride or not', () => {
    const states = Array.from({ length: 40 }, (_, i) => gaussian(8, 3, i))
    // 39 lies beside the stride of 2: rows for 0, 2, …, 38 and for 39.
    expect(after(seen(states)).rows).toBe(21)
    expect(after(seen(states.slice(0, 39))).rows).toBe(20)
    const [last, other] = [states[39]!, states[38]!]
    const found = rowsOf(after(seen(states)))
    const pair = (a: Rows, b: Rows) =>
      lab.numbers(linearCka, { hidden: { h: fine(a) }, referenceHidden: { h: fine(b) } }).h
    expectClose(found[20]![19], pair(last, other), 1e-9)
    expectClose(found[20]![0], pair(last, states[0]!), 1e-9)
  })

  it('shows NaN where a step had no geometry, and is absent where now has none', () => {
    const good = gaussian(6, 3, 1)
    const flat = good.map(() => [1, 2, 3])
    const broken = good.map((row) => row.map(() => NaN))
    const found = rowsOf(after(seen([good, flat, broken, good])))
    expect(found.map((row) => row.map(Number.isNaN))).toEqual([
      [false, true, true, false],
      [true, true, true, true],
      [true, true, true, true],
      [false, true, true, false],
    ])
    expect(after(seen([good, flat]))).toEqual({ absent: "The activations of 'h' do not vary over the probe batch" })
    expect(after(seen([good, broken]))).toEqual({ absent: "The activations of 'h' hold NaN or an infinity" })
    expect(after(seen([good.slice(0, 3)]))).toEqual({ absent: 'Needs 4 examples, and the probe batch has 3' })
  })
})

describe('what is kept of a run', () => {
  const afterSteps = (count: number) => {
    let memory: Thinned<number> = NONE_KEPT
    let reads = 0
    for (let step = 0; step < count; step++) {
      const here = step
      memory = thinned(memory, () => (reads++, here))
    }
    return { ...memory, reads }
  }

  it('is at even steps from the start, with the smallest stride of a power of two under which it fits', () => {
    for (const count of [1, 2, 31, 32, 33, 34, 63, 64, 65, 66, 100, 1000, 4097]) {
      const { kept, stride } = afterSteps(count)
      const now = count - 1
      expect(kept).toEqual(Array.from({ length: Math.floor(now / stride) + 1 }, (_, i) => i * stride))
      expect(now / stride).toBeLessThan(MOST_KEPT)
      if (stride > 1) expect(now / (stride / 2)).toBeGreaterThanOrEqual(MOST_KEPT)
      expect(Math.log2(stride) % 1).toBe(0)
    }
  })

  it('costs as many reads as are kept, and half of that again at each doubling', () => {
    const { reads } = afterSteps(100_000)
    expect(reads).toBeLessThan(MOST_KEPT + (MOST_KEPT / 2) * 13)
  })
})
