import type { Probe } from '#probes/define.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import type { Given } from '#trainer/offline/given.ts'
import { saidOf } from '#trainer/offline/measure-given.ts'
import type { Measurement } from '#trainer/observing/ask.ts'

/** What is asked of files where nothing is said of it. */
export const PLAIN = {
  model: null,
  loss: null,
  reduction: 'mean',
  temperature: 1,
  layout: null,
  seed: 0,
  facts: {},
} as const satisfies Partial<Given>

/** The measurements alone. */
export function measureGiven(probe: Probe, given: Given, linalg: LinearAlgebra): Measurement[] {
  return [...saidOf(probe, given, linalg).measurements]
}
