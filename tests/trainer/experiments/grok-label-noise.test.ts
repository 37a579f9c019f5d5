import { describe, expect, it } from 'vitest'
import type { Pairs } from '#trainer/data/index.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { grokLabelNoise } from '#trainer/experiments/grok-label-noise.ts'
import { brokenOf } from './verified.ts'

describe('grok-label-noise', () => {
  it('is not, where wrong labels are right by chance as often as any', async () => {
    // One in four of those that are replaced keeps its label, so that fewer are wrong than were asked for.
    const planted: typeof grokLabelNoise = {
      ...grokLabelNoise,
      recipe(settings, seed) {
        const recipe = grokLabelNoise.recipe(settings, seed)
        const train = recipe.task.train as Pairs
        const stream = openStream(seed, 'right by chance')
        const labels = train.labels.map((label, i) => (stream.integer(4) === 0 ? train.trueLabels[i]! : label))
        return { ...recipe, task: { ...recipe.task, train: { ...train, labels } } }
      },
    }
    expect(await brokenOf(planted, { seeds: [1], only: ['forgets-wrong-labels'] })).toHaveLength(1)
  })
})
