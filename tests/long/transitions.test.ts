import { describe, expect, it } from 'vitest'
import { only } from '../trainer/experiments/claims.ts'
import { envelopesOf, scalarsOf } from '../trainer/runs.ts'
import { arrivalOf, riseOf } from '../transitions/criteria.ts'
import { labelledSeries, CORRELATIONS } from '../transitions/collection.ts'
import { detectorNamed } from '../transitions/named.ts'
import { alarmsOf, scoreOf } from '../transitions/score.ts'
import { summaryOf } from '../transitions/summary.ts'
import { alarmsIn, seenInAll } from '../transitions/watched.ts'

const ACCURACIES = only('train-accuracy', 'test-accuracy')

describe('ten seeds of modular-addition-mlp', () => {
  it('generalize: found in each before it is done, its onset within 2 steps', async () => {
    const delays: number[] = []
    for (let seed = 1; seed <= 10; seed++) {
      const order = { experiment: 'modular-addition-mlp', steps: 220, seed }
      const series = scalarsOf(await envelopesOf(order, { plan: { probes: ACCURACIES } }))
      const { 'train-accuracy': train, 'test-accuracy': test } = series
      const truth = riseOf(test!)
      const said = seenInAll(detectorNamed('grokking'), { train: train!, test: test! })
      const found = said.findLast(({ transition }) => transition?.key === 'generalization')!
      const { seenAt } = found.transition!
      console.log(
        `seed ${seed}: onset ${truth.onset}, found ${found.step}, seen at step ${seenAt}, done at ${truth.end}`,
      )
      expect(Math.abs(found.step - truth.onset)).toBeLessThanOrEqual(2)
      expect(seenAt).toBeLessThan(truth.end!)
      expect(said.filter(({ transition }) => transition?.key === 'memorization')).toHaveLength(1)
      delays.push((seenAt - truth.onset) / (truth.end! - truth.onset))
    }
    // It is said when half of the rise is done.
    expect(Math.max(...delays)).toBeLessThan(0.75)
  })

  it.each([{ set: ['trainFraction=0.2'] }, { set: ['weightDecay=0', 'trainFraction=0.2'] }])(
    'memorize only: no generalization is seen with $set',
    async ({ set }) => {
      for (const seed of [1, 2]) {
        const order = { experiment: 'modular-addition-mlp', steps: 600, seed, set }
        const series = scalarsOf(await envelopesOf(order, { plan: { probes: ACCURACIES } }))
        const said = seenInAll(detectorNamed('grokking'), {
          train: series['train-accuracy']!,
          test: series['test-accuracy']!,
        })
        const keys = said.map(({ transition }) => transition!.key)
        expect(keys).toContain('memorization')
        expect(keys).not.toContain('generalization')
      }
    },
  )
})

describe('edge-of-stability', () => {
  it.each([0.1, 0.2, 0.3, 0.4])('arrives at rate %d within 10 steps of η·λ_max ≥ 1.96, or not at all', async (rate) => {
    const order = { experiment: 'edge-of-stability', steps: rate === 0.1 ? 1500 : 400, set: [`rate=${rate}`] }
    const probes = only(['edge-of-stability', 5])
    const points = scalarsOf(await envelopesOf(order, { plan: { probes } }))['edge-of-stability']!
    const truth = arrivalOf(points)
    const alarms = alarmsOf(seenInAll(detectorNamed('edge-of-stability-arrival'), { of: points }))
    console.log(
      `rate ${rate}: arrival at ${truth?.onset ?? 'none'}, seen at ${alarms.map(({ seenAt }) => seenAt).join()}`,
    )
    expect(alarms).toHaveLength(rate === 0.1 ? 0 : 1)
    expect(truth === null).toBe(rate === 0.1)
    for (const { seenAt, onset } of alarms) {
      expect(Math.abs(seenAt - truth!.onset)).toBeLessThanOrEqual(10)
      expect(onset).toBe(truth!.onset)
    }
  })
})

describe('the interval of 90 %, over every noise level, correlation and sampling', () => {
  it.each([
    ['sigmoid-rise', 'sigmoid', { time: 'step' }],
    ['piecewise-linear', 'ramp', {}],
  ] as const)('of %s holds the onset of a %s in 87 to 93 of a hundred, but for chance', (id, change, options) => {
    const series = CORRELATIONS.flatMap((correlation) => labelledSeries(change, correlation, 12, { seed: 1000 }))
    const scores = series.map((one) => scoreOf(one, alarmsIn(detectorNamed(id), one, options)))
    const { coverage, missed } = summaryOf(scores)
    console.log(
      `${id}, ${change}: ${coverage!.share.toFixed(3)} ± ${coverage!.standardError.toFixed(3)}, missed ${missed}`,
    )
    const error = Math.sqrt((0.9 * 0.1) / coverage!.of)
    expect(coverage!.share).toBeGreaterThan(0.87 - 2 * error)
    expect(coverage!.share).toBeLessThan(0.93 + 2 * error)
  })
})
