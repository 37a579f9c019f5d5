import type { OptionCard } from '#src/vocabulary/index.ts'
import type { Layers } from '#probes/inputs.ts'

/**
 * From when on a two-time quantity is followed: the start and the powers of ten, the first ten-thousandth of a run being
 * as long as the rest on the scale on which such a system ages.
 */
export const WAITING_TIMES: readonly number[] = [0, 1, 10, 100, 1000, 10_000, 100_000]

/** States as they were at the waiting times that have passed, counted in steps from the first that was seen. */
export interface Waited<S> {
  readonly age: number
  readonly kept: readonly { readonly since: number; readonly state: S }[]
}

export const NOTHING_SEEN: Waited<never> = { age: -1, kept: [] }

/** One step more. The state is read at waiting times only: to have it may cost a pass. */
export function waited<S>({ age, kept }: Waited<S>, read: () => S): Waited<S> {
  const now = age + 1
  return { age: now, kept: WAITING_TIMES.includes(now) ? [...kept, { since: now, state: read() }] : kept }
}

/** The part of what is followed from this waiting time on: `from-10`, and of a layer `w1.from-10`. */
export function waitedPart(since: number, layer: string | null = null): string {
  return `${layer === null ? '' : `${layer}.`}from-${since}`
}

/** The weights at the waiting times. */
export const waitedWeights = {
  initial: NOTHING_SEEN as Waited<Layers>,
  next: (memory: Waited<Layers>, { weights }: { readonly weights: Layers }) => waited(memory, () => weights),
}

/** Of which weights a two-time quantity is followed. */
export const ofWeights: OptionCard = {
  key: 'of',
  about: 'All parameters as one vector (all), or each layer too (layers)',
  type: 'choice',
  default: 'all',
  choices: ['all', 'layers'],
}
