import { expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import { adaptive, every } from '#src/vocabulary/index.ts'
import { experiments } from '#trainer/experiments/catalogue.ts'
import { offerOf } from '#trainer/experiments/offer.ts'
import { attached, detached, retuned } from '#trainer/observing/attach-detach.ts'
import { NO_OBSERVERS } from '#trainer/observing/observers.ts'

const ground = { experiment: offerOf(experiments[0]!), probes }

it.each([
  ['gini', 'gini'],
  ['distance-from-initialisation', 'distance-from-initialization'],
  ['distance-from-initialization', 'distance-from-initialisation'],
])('a probe that is attached as %s is refused as %s until it is detached', (first, second) => {
  const { observers } = attached(NO_OBSERVERS, { probe: first }, 3, ground)
  expect([...observers.attached.keys()]).toEqual([first])
  expect(() => attached(observers, { probe: second }, 4, ground)).toThrow(`Probe '${first}' is attached already`)
  const { observers: free } = detached(observers, first, 4)
  expect([...attached(free, { probe: second }, 5, ground).observers.attached.keys()]).toEqual([second])
})

it.each([
  ['singular-values', adaptive(1, 16), /gives no single numbers whose curve/],
  ['gini', adaptive(1, 12), /gini\.cadence: expected 1 steps times 2, 4, 8, … up to 1024, got 12/],
  ['gini', adaptive(4, 4), /expected 4 steps times 2, 4, 8/],
  ['gini', adaptive(0, 16), /expected a whole number from 1/],
  ['sharpness', adaptive(1, 16), /takes many passes and may not run at every step/],
])('%s is refused a cadence that follows its curve as no curve can be followed', (probe, cadence, why) => {
  expect(() => attached(NO_OBSERVERS, { probe, cadence }, 3, ground)).toThrow(why)
})

it('a cadence that follows the curve holds for good, and not for a number of steps', () => {
  const { observers } = attached(NO_OBSERVERS, { probe: 'gini', cadence: every(5) }, 3, ground)
  expect(() => retuned(observers, { probe: 'gini', cadence: adaptive(1, 16), steps: 40 }, 9, null)).toThrow(
    /An adaptive cadence holds for good/,
  )
  expect(retuned(observers, { probe: 'gini', cadence: adaptive(1, 16) }, 9, null).observers.reports).toMatchObject([
    { type: 'retuned', cadence: adaptive(1, 16) },
  ])
})
