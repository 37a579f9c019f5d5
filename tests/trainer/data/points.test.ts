import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gaussianMixture } from '#trainer/data/gaussian-mixture.ts'
import { PROBE_EXAMPLES, probeExamples } from '#trainer/data/probe-examples.ts'
import { randomLabels } from '#trainer/data/random-labels.ts'
import { joined, rowsOf, type PointExamples } from '#trainer/data/task.ts'

const mixture = {
  classes: 4,
  dimensions: 6,
  trainPerClass: 400,
  testPerClass: 300,
  separation: 5,
  corruptionFraction: 0,
}
const row = ({ inputs }: PointExamples, i: number) => [...inputs.data.subarray(i * inputs.cols, (i + 1) * inputs.cols)]
const columnMeans = (points: PointExamples, of: (i: number) => boolean): number[] => {
  const chosen = [...points.labels.keys()].filter(of)
  return row(points, 0).map((_, d) => chosen.reduce((sum, i) => sum + row(points, i)[d]!, 0) / chosen.length)
}

describe('gaussianMixture', () => {
  it('has as many examples of each class, of variance 1 around means of the length asked for', () => {
    const { train, test } = gaussianMixture(mixture, 3)
    expect([train.labels.length, test!.labels.length]).toEqual([1600, 1200])
    for (let c = 0; c < 4; c++) {
      expect(train.labels.filter((label) => label === c)).toHaveLength(400)
      const mean = columnMeans(train, (i) => train.labels[i] === c)
      expect(Math.abs(Math.hypot(...mean) - 5)).toBeLessThan(0.15) // the standard error of a mean is 1/20 a dimension
      const held = columnMeans(test!, (i) => test!.labels[i] === c)
      expect(Math.hypot(...mean.map((value, d) => value - held[d]!))).toBeLessThan(0.35)
      const spread = [...train.labels.keys()]
        .filter((i) => train.labels[i] === c)
        .reduce((sum, i) => sum + row(train, i).reduce((all, value, d) => all + (value - mean[d]!) ** 2, 0), 0)
      expect(Math.abs(spread / (400 * 6) - 1)).toBeLessThan(0.1)
    }
  })

  it('corrupts training labels only, truly, as many as asked for, and moves no point for it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(50), (corruptionFraction, seed) => {
        const small = { ...mixture, trainPerClass: 9, testPerClass: 2 }
        const { train, test, corrupted } = gaussianMixture({ ...small, corruptionFraction }, seed)
        const clean = gaussianMixture(small, seed)
        expect(train.trueLabels).toEqual(clean.train.labels)
        expect(train.inputs).toEqual(clean.train.inputs)
        expect(train.labels.filter((label, i) => label !== train.trueLabels[i])).toHaveLength(corrupted)
        expect(corrupted).toBe(Math.round(corruptionFraction * 36))
        expect(test).toEqual(clean.test)
        // What is trained on is what the targets aim at.
        train.labels.forEach((label, i) =>
          expect([...train.targets.data.subarray(4 * i, 4 * i + 4)]).toEqual([0, 1, 2, 3].map((c) => +(c === label))),
        )
      }),
      { numRuns: 20 },
    )
  })

  it('keeps the wrong labels of a smaller share in a larger one', () => {
    const [some, all] = [0.2, 0.7].map(
      (corruptionFraction) => gaussianMixture({ ...mixture, corruptionFraction }, 2).train,
    )
    const wrong = [...some!.labels.keys()].filter((i) => some!.labels[i] !== some!.trueLabels[i])
    expect(wrong).toHaveLength(320)
    expect(wrong.map((i) => all!.labels[i])).toEqual(wrong.map((i) => some!.labels[i]))
  })

  it('is the same again under a seed, and another under another; more examples move no mean', () => {
    expect(gaussianMixture(mixture, 1)).toEqual(gaussianMixture(mixture, 1))
    expect(gaussianMixture(mixture, 2).train.inputs).not.toEqual(gaussianMixture(mixture, 1).train.inputs)
    const more = gaussianMixture({ ...mixture, trainPerClass: 401 }, 1)
    expect(more.train.inputs.data.slice(0, 9600)).toEqual(gaussianMixture(mixture, 1).train.inputs.data)
    expect(more.test).toEqual(gaussianMixture(mixture, 1).test)
  })
})

describe('randomLabels', () => {
  it('draws standard normal points and even classes, and has nothing to be judged by', () => {
    const { train, test, table } = randomLabels({ examples: 2000, dimensions: 10, classes: 4 }, 1)
    expect([test, table]).toEqual([null, null])
    const data = train.inputs.data as Float32Array
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length
    const square = data.reduce((sum, value) => sum + value * value, 0) / data.length
    expect(Math.abs(mean)).toBeLessThan(0.03)
    expect(Math.abs(square - 1)).toBeLessThan(0.04)
    for (let c = 0; c < 4; c++) {
      const share = train.labels.filter((label) => label === c).length / 2000
      expect(Math.abs(share - 0.25)).toBeLessThan(0.04)
    }
  })
})

describe('probeExamples', () => {
  it('takes from the training examples alone where there are no others', () => {
    const task = randomLabels({ examples: 700, dimensions: 2, classes: 3 }, 1)
    const chosen = probeExamples(task, 1)
    expect(chosen.labels).toHaveLength(PROBE_EXAMPLES)
    expect(chosen.inputs.rows).toBe(PROBE_EXAMPLES)
    expect(probeExamples(randomLabels({ examples: 70, dimensions: 2, classes: 3 }, 1), 1).labels).toHaveLength(70)
  })
})

describe('rowsOf and joined', () => {
  it('keep inputs, targets and both labels of an example together', () => {
    const { train, test } = gaussianMixture({ ...mixture, trainPerClass: 5, corruptionFraction: 0.5 }, 1)
    const all = joined(train, test!) as PointExamples
    const chosen = rowsOf(all, [21, 3, 3]) as PointExamples
    const from = [test!, train, train]
    ;[1, 3, 3].forEach((place, i) => {
      expect(row(chosen, i)).toEqual(row(from[i]!, place))
      expect(chosen.labels[i]).toBe(from[i]!.labels[place])
      expect(chosen.trueLabels[i]).toBe(from[i]!.trueLabels[place])
      expect(chosen.targets.data[4 * i + chosen.labels[i]!]).toBe(1)
    })
    expect(chosen.inputs.rows).toBe(3)
  })
})
