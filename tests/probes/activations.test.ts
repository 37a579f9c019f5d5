import { describe, expect, it } from 'vitest'
import { coordinateChange } from '#probes/coordinate-change.ts'
import { deadUnits } from '#probes/dead-units.ts'
import type { Inputs } from '#probes/inputs.ts'
import { zeroLossFraction } from '#probes/zero-loss-fraction.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { matrix, openLab, type Rows } from './lab.ts'
import { gaussian } from './random.ts'
import { matricesIn, matrixIn, PRECISIONS, reference } from './weights-reference.ts'

const lab = await openLab()
const { expected, inputs } = reference

describe.each(PRECISIONS)('against NumPy and PyTorch, in %s', (_name, precision, tolerance) => {
  const hidden = matricesIn(precision, inputs.hidden)

  it('change and death of activations', () => {
    const initialHidden = matricesIn(precision, inputs.initialHidden)
    expectClose(lab.measure(coordinateChange, { hidden, initialHidden }), expected.coordinateChange, tolerance)
    expectClose(lab.measure(deadUnits, { hidden }), expected.dead, tolerance)
    expectClose(lab.measure(deadUnits, { hidden }, { of: 'saturated' }), expected.saturated, tolerance)
  })

  it('losses that are exactly 0 in float32', () => {
    const logits = matrixIn(precision, inputs.collapsing.logits)
    const labels = Int32Array.from(inputs.collapsedLabels)
    const train = { logits, labels, trueLabels: labels }
    expect(lab.measure(zeroLossFraction, { predictions: { train, test: train } })).toBe(expected.zeroLoss)
  })
})

describe('coordinate change', () => {
  const of = (now: Rows, then: Rows) =>
    lab.numbers(coordinateChange, { hidden: { h: matrix(now) }, initialHidden: { h: matrix(then) } }).h

  it('is the mean size of the changes: 0 at the start, and the shift where all are shifted', () => {
    const rows = gaussian(5, 4, 1)
    expect(of(rows, rows)).toBe(0)
    expect(of([[1, 2], [3, 4]], [[2, 0], [3, 1]])).toBe(1.5) // prettier-ignore
    expect(of([[1, Number.NaN]], [[1, 1]])).toBeNaN()
  })

  it('grows in proportion to the activations', () => {
    const [a, b] = [gaussian(5, 4, 1), gaussian(5, 4, 2)]
    const tripled = (rows: Rows) => rows.map((row) => row.map((value) => -3 * value))
    expectClose(of(tripled(a), tripled(b)), 3 * (of(a, b) ?? 0), 1e-6)
  })
})

describe('dead units', () => {
  const of = (rows: Rows, option = 'dead') => lab.numbers(deadUnits, { hidden: { h: matrix(rows) } }, { of: option }).h

  it('are 0 on every example; one that wakes once is alive', () => {
    const rows = [[0, 0, 1, -0], [0, 1e-30, 1, 0], [0, 0, Number.NaN, 0]] // prettier-ignore
    expect(of(rows)).toBe(0.5)
    expect(of([[0, 0]])).toBe(1)
    expect(of([[0, Number.NaN]])).toBe(0.5)
  })

  it('are saturated activations by the option, of either sign and beyond 0.99 only', () => {
    expect(of([[0.995, -0.9901], [0.98, 0]], 'saturated')).toBe(0.5) // prettier-ignore
    expect(of([[Infinity, Number.NaN, 0.5, -0.985]], 'saturated')).toBe(0.25)
  })

  it('say how much of a layer is not finite, and nothing else of a layer that is lost', () => {
    const both = { lost: matrix([[NaN, Infinity]]), half: matrix([[0, NaN], [0, 1]]) } // prettier-ignore
    expect(lab.measure(deadUnits, { hidden: both })).toEqual({
      lost: { absent: "All of 'lost' is NaN or infinite" },
      half: 0.5,
      'half.not-finite': 0.25,
    })
  })

  it('need a hidden layer', () =>
    expect(lab.measure(deadUnits, { hidden: {} })).toEqual({ absent: 'The network has no hidden layer' }))
})

describe('zero-loss fraction', () => {
  const of = (
    rows: Rows,
    labels: readonly number[],
    precision: typeof Float32Array | typeof Float64Array = Float32Array,
  ) => {
    const logits = { rows: rows.length, cols: rows[0]?.length ?? 0, data: precision.from(rows.flat()) }
    const train = { logits, labels: Int32Array.from(labels), trueLabels: Int32Array.from(labels).fill(0) }
    return lab.measure(zeroLossFraction, { predictions: { train, test: train } } as Partial<Inputs>)
  }

  it('of two classes begins at a margin of 24 ln 2 = 16.64 nats, in either precision', () => {
    const threshold = 24 * Math.LN2
    for (const precision of [Float32Array, Float64Array]) {
      expect(of([[threshold + 0.01, 0]], [0], precision)).toBe(1)
      expect(of([[threshold - 0.01, 0]], [0], precision)).toBe(0)
      expect(of([[100 - threshold - 0.01, 100]], [1], precision)).toBe(1)
    }
  })

  it('is the share of examples, by the labels trained on', () => {
    expect(of([[30, 0], [0, 30], [0, 1], [30, 0]], [0, 1, 1, 1])).toBe(0.5) // prettier-ignore
    // A thousand classes of margin 17 add up to what float32 still sees.
    const many = Array.from({ length: 1000 }, (_, k) => (k === 999 ? 17 : 0))
    expect(of([many], [999])).toBe(0)
  })

  it('does not count what is wrong or tied, however large the logits, and has no value after a divergence', () => {
    expect(of([[0, 300], [5, 5]], [0, 0])).toBe(0) // prettier-ignore
    for (const lost of [Infinity, Number.NaN]) {
      const why = 'The logits of the training split hold NaN or an infinity'
      expect(of([[0, 300], [lost, 0]], [0, 0])).toEqual({ absent: why }) // prettier-ignore
    }
    expect(of([[3e38, -3e38]], [0])).toBe(1)
    const empty = { logits: matrix([]), labels: new Int32Array(), trueLabels: new Int32Array() }
    expect(lab.measure(zeroLossFraction, { predictions: { train: empty, test: empty } })).toEqual({
      absent: 'The training split is empty',
    })
  })

  it('does not change when all logits of an example are raised', () => {
    const rows = gaussian(40, 3, 2).map((row) => row.map((value) => Math.round(12 * value)))
    const labels = rows.map((row) => row.indexOf(Math.max(...row)))
    const plain = of(rows, labels)
    expect(plain).toBeGreaterThan(0)
    expect(plain).toBeLessThan(1)
    expect(of(rows.map((row) => row.map((value) => value + 128)), labels)).toBe(plain) // prettier-ignore
    expectClose(of([...rows, ...rows], [...labels, ...labels]), plain, FLOAT64)
  })
})
