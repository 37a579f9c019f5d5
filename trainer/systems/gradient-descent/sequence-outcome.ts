import type { Tensor2D } from '@tensorflow/tfjs-core'
import type { Inputs } from '#probes/inputs.ts'
import { runtimeError } from '#src/vocabulary/index.ts'
import type { Split } from '#trainer/data/index.ts'
import type { Recipe } from './recipe.ts'

/**
 * Whether examples are sequences whose every position has an answer. Asked of a split before anything of it is drawn: it
 * looks at what there is, and reads nothing.
 */
export function hasSequences(split: Split): boolean {
  return 'tokens' in split
}

/** How each position of the judged sequences was answered, in float64 from the logits, [sequences · positions, tokens]. */
export function sequenceOutcome({ task, loss }: Recipe, logits: Tensor2D): Inputs['sequences'] {
  const split = task.test ?? task.train
  if (!('tokens' in split)) throw runtimeError('The task has no sequences')
  const { length, labels } = split
  const { temperature = 1 } = loss.kind
  const [rows, tokens] = logits.shape
  const all = logits.dataSync<'float32'>()
  const losses = new Float64Array(rows)
  const correct = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const own = all.subarray(row * tokens, (row + 1) * tokens)
    const label = labels[row] as number
    let best = 0
    own.forEach((logit, token) => (best = logit > (own[best] as number) ? token : best))
    const top = own[best] as number
    let total = 0
    for (const logit of own) total += Math.exp((logit - top) / temperature)
    losses[row] = Math.log(total) - ((own[label] as number) - top) / temperature
    correct[row] = best === label ? 1 : 0
  }
  const bySequence = (data: Float64Array) => ({ rows: rows / length, cols: length, data })
  return { losses: bySequence(losses), correct: bySequence(correct), floor: task.floor ?? null }
}
