import { openStream } from '#src/vocabulary/random.ts'
import { CHANGES, type Change, type ChangeName } from './changes.ts'
import type { Labelled } from './labelled.ts'
import { noiseFrom, type Noise } from './noise.ts'
import { spacingOf, stepsOf, type Sampling } from './sampling.ts'

/** All that a generated series depends on. */
export interface Recipe {
  readonly change: ChangeName | null
  readonly noise: Noise
  readonly sampling: Sampling
  /** Points. */
  readonly length: number
  readonly seed: number
}

/** The series of a recipe with its label: always the same. */
export function generated({ change, noise, sampling, length, seed }: Recipe): Labelled {
  const family = (change ?? 'null') + (noise.tails === 'heavy' ? ', heavy tails' : '')
  const name = `${family}, ρ ${noise.correlation}, σ ${noise.deviation}, ${sampling}, ${length}, seed ${seed}`
  const stream = openStream(seed, name)
  const steps = stepsOf(stream, sampling, length)
  const last = steps.at(-1) as number
  const drawn: Partial<Change> = change === null ? {} : CHANGES[change](stream, { last, spacing: spacingOf(sampling) })
  const { truth = null, level = () => 0, spread = () => 1, slowing = () => 0 } = drawn
  const draw = noiseFrom(stream, noise)
  const points = steps.map((step) => [step, level(step) + draw(spread(step), slowing(step))] as const)
  return { name, family, points, truth }
}
