import { openStream } from '#src/vocabulary/random.ts'

/**
 * As many labels replaced by wrong ones. They are drawn among the other classes only, so that the count is of labels
 * truly changed, and from a stream of their own, so that the examples stay as they were.
 */
export function corruptedLabels(labels: Int32Array, count: number, classes: number, seed: number): Int32Array {
  const stream = openStream(seed, 'label corruption')
  const wrong = labels.slice()
  for (const i of stream.shuffled(labels.keys()).slice(0, count)) {
    wrong[i] = ((labels[i] as number) + 1 + stream.integer(classes - 1)) % classes
  }
  return wrong
}
