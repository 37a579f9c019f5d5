import { expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import { experiments } from '#trainer/experiments/catalogue.ts'
import { offerOf } from '#trainer/experiments/offer.ts'
import { attached, detached } from '#trainer/observing/attach-detach.ts'
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
