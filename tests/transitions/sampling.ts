import type { RandomStream } from '#src/vocabulary/random.ts'

/** At which steps a series has points: at every one; with points missing, some in a row; or at uneven distances. */
export type Sampling = 'every' | 'missing' | 'uneven'

/** Steps between two points of a series on average. */
export function spacingOf(sampling: Sampling): number {
  return { every: 1, missing: 1.25, uneven: 3 }[sampling]
}

/** The steps of so many points, from 0 on. */
export function stepsOf(stream: RandomStream, sampling: Sampling, points: number): number[] {
  const gap = {
    every: () => 1,
    missing: () => geometric(stream, 0.8) + (stream.uniform() < 0.002 ? 10 : 0),
    uneven: () => geometric(stream, 1 / 3),
  }[sampling]
  const steps = [0]
  while (steps.length < points) steps.push((steps.at(-1) as number) + gap())
  return steps
}

/** The number of trials until the first that succeeds. */
function geometric(stream: RandomStream, chance: number): number {
  return 1 + Math.floor(Math.log(1 - stream.uniform()) / Math.log(1 - chance))
}
