import { expect, it } from 'vitest'
import { transitionDetectors } from '#probes/detectors/index.ts'
import { detectorNamed, noise, optionsOf, pointsOf, type Point } from './detecting.ts'

/** For each detector a series that comes near its threshold little by little, and passes it. */
const slowRise = noise(1, 600).map((e, i) => e + Math.max(0, i - 300) / 40)
const NEARING: Record<string, readonly Point[]> = {
  cusum: pointsOf(slowRise),
  'page-hinkley': pointsOf(slowRise),
  'online-change-point': pointsOf(slowRise),
  'sigmoid-rise': pointsOf(slowRise),
  'piecewise-linear': pointsOf(slowRise),
  'threshold-crossing': pointsOf(Array.from({ length: 200 }, (_, i) => i / 150)),
  'loss-spike': pointsOf(noise(2, 200).map((e, i) => Math.exp(0.01 * e + 0.005 * Math.max(0, i - 150) ** 2))),
  plateau: pointsOf(noise(3, 900).map((e, i) => Math.exp(-i / 60) + 1e-5 * e)),
  divergence: pointsOf(Array.from({ length: 100 }, (_, i) => Math.exp(i / 30))),
  'edge-of-stability-arrival': pointsOf(Array.from({ length: 200 }, (_, i) => i / 150)),
  'rank-collapse': pointsOf(Array.from({ length: 100 }, (_, i) => 20 * Math.exp(-Math.max(0, i - 30) / 30))),
  reorganization: pointsOf(noise(4, 200).map((e, i) => 1 - 0.001 * i - 0.0001 * e - 0.0005 * Math.max(0, i - 150) ** 2)), // prettier-ignore
  'critical-slowing-down': pointsOf(slowing()),
  'susceptibility-peak': pointsOf(noise(5, 300).map((e, i) => 1 + 0.02 * e + Math.exp(-(((i - 150) / 20) ** 2)))),
  grokking: Array.from({ length: 200 }, (_, i): Point[] => [
    [i, Math.min(1, i / 30), 'train'],
    [i, Math.min(1, Math.max(0, i - 100) / 60), 'test'],
  ]).flat(),
}

/** Noise, and from step 500 on a walk that is drawn back ever less. */
function slowing(): number[] {
  let value = 0
  return noise(2, 1400).map((e, i) => {
    const since = Math.max(0, i - 500)
    return (value = (0.1 + (0.85 * since) / 900) * value + (1 + since / 300) * e)
  })
}

it('each detector of transitions has such a series', () => {
  expect(Object.keys(NEARING).toSorted()).toEqual(transitionDetectors.map(({ id }) => id).toSorted())
})

it.each(Object.keys(NEARING))('%s tells that it comes near its threshold before it says something', (id) => {
  const detector = detectorNamed(id)
  const options = optionsOf(detector)
  let state = detector.initial(options)
  const scores: number[] = []
  for (const [step, value, of = 'of'] of NEARING[id]!) {
    const after = detector.next(state, { of, step, value }, options)
    state = after.state
    if (after.score !== undefined) scores.push(after.score)
    if (after.seen.length > 0) break
  }
  expect(scores.at(-1)).toBeGreaterThanOrEqual(1)
  const before = scores.slice(0, -1)
  expect(Math.min(...before)).toBeLessThan(0.6)
  expect(Math.max(...before)).toBeGreaterThan(0.6)
  expect(Math.max(...before)).toBeLessThan(1)
})
