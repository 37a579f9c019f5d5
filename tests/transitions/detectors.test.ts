import { describe, expect, it } from 'vitest'
import type { ChangeName } from './changes.ts'
import { falseAlarms } from './defaults.ts'
import { generated } from './generate.ts'
import type { Point } from './labelled.ts'
import { detectorNamed } from './named.ts'
import { recordedPoints, recordedSeries } from './recorded.ts'
import type { Sampling } from './sampling.ts'
import { scoreOf } from './score.ts'
import { summaryOf } from './summary.ts'
import { alarmsIn, seenInAll } from './watched.ts'

const SAMPLINGS: readonly Sampling[] = ['every', 'missing', 'uneven']

/** A short part of `npm run bench -- transitions`, whose figures depend on no machine. */
describe('on series in which nothing happens', () => {
  it.each([
    ['cusum', 3000],
    ['page-hinkley', 3000],
    ['online-change-point', 300],
    ['sigmoid-rise', 1000],
    ['piecewise-linear', 1000],
    ['threshold-crossing', 3000],
    ['divergence', 3000],
    ['edge-of-stability-arrival', 3000],
  ])('%s is silent', (id, nullPoints) => {
    // Of 1 in 100,000 points, so few have more than one in fewer than 1 of 30 trials, and these are always the same.
    expect(falseAlarms(detectorNamed(id), { nullPoints, each: 0 }).all!.alarms).toBeLessThanOrEqual(1)
  })
})

describe('the interval of 90 %', () => {
  it.each([
    ['cusum', 'step', [0], [0.7, 1], 30, {}],
    ['sigmoid-rise', 'sigmoid', [0, 0.5], [0.02, 0.1], 3, { time: 'step' }],
    ['piecewise-linear', 'ramp', [0, 0.5], [0.02, 0.1], 3, {}],
  ] as const)('of %s holds the onset of a %s', (id, change: ChangeName, correlations, deviations, each, options) => {
    const scores = correlations.flatMap((correlation) =>
      deviations.flatMap((deviation) =>
        Array.from({ length: each }, (_, seed) => {
          const noise = { tails: 'normal', correlation, deviation } as const
          const sampling = SAMPLINGS[seed % 3] as Sampling
          const series = generated({ change, noise, sampling, length: 200, seed })
          return scoreOf(series, alarmsIn(detectorNamed(id), series, options))
        }),
      ),
    )
    const coverage = summaryOf(scores).coverage!
    // 2.6 standard errors of a share of 0.9: what a right interval leaves in one of a hundred trials.
    const error = Math.sqrt((0.9 * 0.1) / coverage.of)
    expect(coverage.of).toBeGreaterThan(0.8 * scores.length)
    expect(coverage.share).toBeGreaterThan(0.9 - 2.6 * error)
    expect(summaryOf(scores).missed).toBeLessThan(0.15)
  })
})

describe('on the recorded runs', () => {
  const labelled = recordedSeries()

  it('dates memorization and generalization within 2 steps, and neither without it', () => {
    const runs = labelled.filter(({ family, name }) => family === 'generalization' && !name.startsWith('sparse-parity'))
    expect(runs).toHaveLength(7)
    for (const { name, truth } of runs) {
      const run = name.split(':')[0] as string
      const points = recordedPoints(run)
      const said = seenInAll(detectorNamed('grokking'), {
        train: points['train-accuracy']!,
        test: points['test-accuracy']!,
      })
      const last = (key: string) => said.findLast(({ transition }) => transition?.key === key)!
      const memorized = labelled.find((one) => one.name === `${run}: train-accuracy`)!.truth!
      expect(Math.abs(last('generalization').step - truth!.onset)).toBeLessThanOrEqual(2)
      expect(last('generalization').transition!.seenAt).toBeLessThan(truth!.end!)
      expect(Math.abs(last('memorization').step - memorized.onset)).toBeLessThanOrEqual(2)
    }
    for (const { name, points } of labelled.filter(({ family }) => family === 'no generalization')) {
      const train = recordedPoints(name.split(':')[0] as string)['train-accuracy']!
      const said = seenInAll(detectorNamed('grokking'), { train, test: points })
      expect(said.map(({ transition }) => transition?.key)).not.toContain('generalization')
    }
  })

  it('sees and dates each rise as well where a series that rests is measured seldom, and none in the controls', () => {
    const rises = detectorNamed('sigmoid-rise')
    const runs = labelled.filter(
      ({ family, name }) => family === 'generalization' && name.startsWith('modular-addition'),
    )
    expect(runs).toHaveLength(6)
    for (const one of runs) {
      const points = measuredSeldom(one.points)
      expect(points.length).toBeLessThan(0.3 * one.points.length)
      const [alarm, ...further] = alarmsIn(rises, { ...one, points })
      expect(further).toEqual([])
      expect(alarm!.seenAt).toBeLessThan(one.truth!.end!)
      expect(Math.abs(alarm!.onset! - one.truth!.onset)).toBeLessThanOrEqual(3)
    }
    for (const one of labelled.filter(({ family }) => family === 'no generalization'))
      expect(alarmsIn(rises, { ...one, points: measuredSeldom(one.points) })).toEqual([])
  })

  it.each([
    ['edge-of-stability-arrival', 'arrival', 10],
    ['loss-spike', 'loss spike', 2],
    ['divergence', 'divergence', 2],
  ])('%s finds each %s within %i steps', (id, family, within) => {
    const series = labelled.filter((one) => one.family === family)
    expect(series.length).toBeGreaterThan(0)
    for (const one of series) {
      const [alarm] = alarmsIn(detectorNamed(id), one)
      expect(Math.abs(alarm!.seenAt - one.truth!.onset)).toBeLessThanOrEqual(within)
      expect(Math.abs(alarm!.onset! - one.truth!.onset)).toBeLessThanOrEqual(within)
    }
  })

  it('no arrival is seen where there is none', () => {
    const [series] = labelled.filter(({ family }) => family === 'no arrival')
    expect(alarmsIn(detectorNamed('edge-of-stability-arrival'), series!)).toEqual([])
  })
})

/** A point each eight steps, and where it has moved by a hundredth since the last. */
function measuredSeldom(points: readonly Point[]): Point[] {
  return points.reduce<Point[]>((kept, point) => {
    const [step, value] = kept.at(-1) ?? [-Infinity, 0]
    return point[0] - step >= 8 || Math.abs(point[1] - value) > 0.01 ? [...kept, point] : kept
  }, [])
}
