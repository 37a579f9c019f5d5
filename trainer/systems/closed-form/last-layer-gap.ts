import { mean } from '#probes/maths/algebra/mean.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { lazily } from '#trainer/tensors/index.ts'
import type { Rule } from '../rule.ts'
import { drawsIn, profileOf, withDraw, type Draws } from './draws.ts'
import { leastSquares } from './least-squares.ts'
import {
  chainOf,
  combined,
  drawnTask,
  featureWeights,
  meanSquare,
  networkTensors,
  rectified,
  type LinearTask,
} from './relu-features.ts'

/** Sizes of a last layer, as far as they are below the number of examples. */
const SIZES = [10, 20, 30, 50, 70, 100]
/** The least at which the gap stands out of its fluctuations. */
const RESOLVED = 30

/**
 * The gap between test and training error of a last layer that is optimal given its features. A step is a draw of task and
 * features; the mean over the draws stands beside the exact gap of Gaussian features, N/P + N/(P − N − 1), and twice N/P.
 */
export function lastLayerGap(of: LinearTask, seed: number): Rule {
  const sizes = SIZES.filter((size) => size < 0.8 * of.examples)
  const most = sizes.at(-1) ?? 1
  const shown = lazily(() => drawnTask(of, openStream(seed, 'task of the network shown')))
  return {
    begin() {
      const weights = featureWeights(of.dimension, most, openStream(seed, 'features of the network shown'))
      const { inputs, targets } = shown().train
      return networkTensors(weights, leastSquares(rectified(inputs, weights), targets))
    },
    next(now, _settings, chance) {
      const { train, test } = drawnTask(of, chance('task'))
      const weights = featureWeights(of.dimension, most, chance('features'))
      const [seen, unseen] = [rectified(train.inputs, weights), rectified(test.inputs, weights)]
      const gaps = sizes.map((size) => {
        const readout = leastSquares(seen.slice(0, size), train.targets)
        // The noise of a test target is independent of all else, and adds its variance.
        const testError = meanSquare(combined(unseen, readout), test.clean) + of.noise ** 2
        return testError - meanSquare(combined(seen, readout), train.targets)
      })
      return { ...now, 'draws/gaps': withDraw(now['draws/gaps'], gaps) }
    },
    shows: ({ now }) => ({
      // Each network is solved by itself: none follows from another.
      updates: () => null,
      chain: () => chainOf(now, shown()),
      profiles: () => profilesOf(of, sizes, drawsIn(now['draws/gaps'], sizes.length)),
    }),
  }
}

/** In units of the targets' variance, σ² of the teacher and of the noise together. */
function profilesOf(of: LinearTask, sizes: readonly number[], draws: Draws): Readonly<Record<string, Matrix>> {
  if (draws.count === 0) return { gap: profileOf([]) }
  const variance = of.signal ** 2 + of.noise ** 2
  const rows = sizes.map((size, place) => {
    const exact = size / of.examples + size / (of.examples - size - 1)
    return [size, mean(draws.at(place)) / variance, exact] as const
  })
  const bound = rows.map(([size, measured]) => [size, measured, (2 * size) / of.examples])
  return {
    gap: profileOf(rows),
    resolved: profileOf(rows.filter(([size]) => size >= RESOLVED)),
    bound: profileOf(bound),
  }
}
