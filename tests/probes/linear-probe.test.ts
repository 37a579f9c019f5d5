import { describe, expect, it } from 'vitest'
import { linearProbe } from '#probes/linear-probe.ts'
import { centeredGram } from '#probes/maths/algebra/gram.ts'
import { readout } from '#probes/maths/geometry/ridge-readout.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { fine, openLab, type Rows } from './lab.ts'
import { gaussian } from './random.ts'
import { expected, given, needsFinite, ofLayer, PRECISIONS, scaledBy, shifted, turned } from './representation.ts'

const lab = await openLab()
type Value = { estimate: number; standardError: number }
const measured = (rows: Rows, labels: readonly number[], options = {}) =>
  ofLayer(lab, linearProbe, rows, options, labels).h as unknown as Value

const labels = Array.from({ length: 60 }, (_, i) => i % 3)
const clusters = gaussian(60, 4, 1).map((row, i) => row.map((value, j) => value + (j === i % 3 ? 8 : 0)))

describe('linear probe', () => {
  needsFinite(lab, linearProbe)

  it.each(PRECISIONS)('reads out what scikit-learn’s ridge does, in %s', (_, make) => {
    const { fitted, heldOut, ridge } = given.folds
    const x = make(given.hidden.h1)
    const gram = centeredGram({ ...x, data: Float64Array.from(x.data) }, lab.linalg)
    const answers = readout(gram, x.cols, Int32Array.from(given.labels), 4, fitted, heldOut, ridge, lab.linalg)
    expect([...(answers ?? [])]).toEqual(expected('readout'))
  })

  it('is the mean over five folds of the stream, with the error of their spread', () => {
    const noisy = gaussian(23, 3, 4)
    const classes = noisy.map(([a = 0]) => (a > 0 ? 1 : 0))
    const order = openStream(1, 'probe linear-probe').shuffled(classes.keys())
    const gram = centeredGram(fine(noisy), lab.linalg)
    const shares = [0, 1, 2, 3, 4].map((fold) => {
      const heldOut = order.filter((_, place) => place % 5 === fold)
      const fitted = order.filter((_, place) => place % 5 !== fold)
      const answers = readout(gram, 3, Int32Array.from(classes), 2, fitted, heldOut, 0.5, lab.linalg)
      return heldOut.filter((example, i) => answers?.[i] === classes[example]).length / heldOut.length
    })
    const mean = shares.reduce((sum, share) => sum + share, 0) / 5
    const spread = Math.sqrt(shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / 4 / 5)
    const value = measured(noisy, classes, { ridge: 0.5 })
    expect(value.estimate).toBeCloseTo(mean, 12)
    expect(value.standardError).toBeCloseTo(spread, 12)
    expect(spread).toBeGreaterThan(0)
  })

  it('is 1 on clusters far apart, and about chance under shuffled labels', () => {
    expect(measured(clusters, labels)).toEqual({ estimate: 1, standardError: 0 })
    const shuffled = openStream(3, 'labels').shuffled(labels)
    const { estimate, standardError } = measured(clusters, shuffled)
    expect(Math.abs(estimate - 1 / 3)).toBeLessThan(0.2)
    expect(standardError).toBeGreaterThan(0)
  })

  it('does not change under rotation, scale and shift, and is the same again', () => {
    const rows = gaussian(60, 4, 7).map((row, i) => row.map((value, j) => value + (j === i % 3 ? 1 : 0)))
    const plain = measured(rows, labels)
    expect(plain.estimate).toBeLessThan(1)
    expect(measured(shifted(scaledBy(turned(rows), -30)), labels)).toEqual(plain)
    expect(measured(rows, labels)).toEqual(plain)
  })

  it('answers with the most frequent class where the ridge leaves nothing else', () => {
    const skewed = labels.map((label) => (label === 0 ? 0 : 1))
    expect(measured(gaussian(60, 4, 8), skewed, { ridge: 1e4 }).estimate).toBeCloseTo(40 / 60, 9)
  })

  it('does not overfit in more neurons than examples', () => {
    const random = openStream(4, 'labels').shuffled(labels)
    expect(measured(gaussian(60, 200, 9), random).estimate).toBeLessThan(0.6)
  })

  it('is absent with few examples, one class or no variation', () => {
    const of = (n: number) =>
      lab.measure(linearProbe, {
        hidden: { h: fine(gaussian(n, 2, 1)) },
        labels: new Int32Array(n).map((_, i) => i % 2),
      })
    expect(of(9)).toEqual({ absent: 'Needs 10 examples, and the probe batch has 9' })
    expect(of(10)).toHaveProperty('h.estimate')
    expect(ofLayer(lab, linearProbe, gaussian(10, 2, 1))).toEqual({
      absent: 'Needs 2 classes, and the probe batch has one',
    })
    expect(
      measured(
        labels.map(() => [2]),
        labels,
      ),
    ).toEqual({
      absent: "The activations of 'h' do not vary over the fitted examples",
    })
  })
})
