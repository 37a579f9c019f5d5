import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { randomFeatureError } from '#probes/maths/physics/random-features.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { lazily } from '#trainer/tensors/index.ts'
import type { Rule } from '../rule.ts'
import { drawsIn, medianOf, profileOf, withDraw, type Draws } from './draws.ts'
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

export interface DoubleDescent extends LinearTask {
  /** λ = ridge · N beside the sum of squares. */
  readonly ridge: number
  /** Features of the network that is shown. */
  readonly features: number
}

/** Features over examples: dense about 1, where the error is largest. */
const SHARES = [0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.2, 1.5, 2, 3, 5, 10]

/**
 * Regression on more and more random features, solved and not trained. A step is one draw of teacher, examples, noise and
 * features, on which every number of features is solved; what is shown is the median over the draws so far.
 */
export function doubleDescent(of: DoubleDescent, seed: number): Rule {
  const counts = [...new Set(SHARES.map((share) => Math.max(1, Math.round(share * of.examples))))]
  const theory = lazily(() =>
    counts.map((features) => randomFeatureError({ ...of, features, ridge: of.ridge * features })),
  )
  const shown = lazily(() => drawnTask(of, openStream(seed, 'task of the network shown')))
  return {
    begin() {
      const weights = featureWeights(of.dimension, of.features, openStream(seed, 'features of the network shown'))
      const { inputs, targets } = shown().train
      return networkTensors(weights, leastSquares(rectified(inputs, weights), targets, of.ridge * of.features))
    },
    next(now, _settings, chance) {
      const { train, test } = drawnTask(of, chance('task'))
      const weights = featureWeights(of.dimension, counts.at(-1)!, chance('features'))
      const [seen, unseen] = [rectified(train.inputs, weights), rectified(test.inputs, weights)]
      const errors = counts.map((count) => {
        const readout = leastSquares(seen.slice(0, count), train.targets, of.ridge * count)
        return meanSquare(combined(unseen, readout), test.clean)
      })
      return { ...now, 'draws/errors': withDraw(now['draws/errors'], errors) }
    },
    shows: ({ now }) => ({
      // Each network is solved by itself: none follows from another.
      updates: () => null,
      chain: () => chainOf(now, shown()),
      profiles: () => profilesOf(of, counts, theory(), drawsIn(now['draws/errors'], counts.length)),
    }),
  }
}

/**
 * The curve; its parts where theory is asked to hold, with N at least a fifth of P away from it; and where the peak is and
 * how far it rises above what comes before it.
 */
function profilesOf(
  of: LinearTask,
  counts: readonly number[],
  theory: readonly number[],
  draws: Draws,
): Readonly<Record<string, Matrix>> {
  if (draws.count === 0) return { test: profileOf([]) }
  const rows = counts.map((features, place) => [features, medianOf(draws.at(place)), theory[place]!])
  const errors = rows.map(([, error]) => error!)
  const peak = errors.indexOf(Math.max(...errors))
  return {
    test: profileOf(rows),
    below: profileOf(rows.filter(([features]) => features! <= 0.8 * of.examples)),
    above: profileOf(rows.filter(([features]) => features! >= 1.2 * of.examples)),
    peak: profileOf([[draws.count, counts[peak]!, of.examples]]),
    height: profileOf([[draws.count, errors[peak]! / Math.min(...errors.slice(0, peak + 1))]], 2),
  }
}
