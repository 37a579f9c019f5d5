import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { ByLayer, Tf } from '#trainer/tensors/index.ts'
import { inARow } from './in-a-row.ts'
import { examplesIn, type NetworkLayer } from './layer.ts'

export interface OverTurns {
  /** Pixels along a side of the images, which have one channel. */
  readonly side: number
  /** What each of the four turned images goes through, by the same weights. */
  readonly layers: readonly NetworkLayer[]
}

const TURNS = 4

/**
 * The mean of what a network answers on an image in all four turns by a right angle. Whatever its weights are, it does not
 * depend on how the image was turned: a symmetry of the architecture, not of what was learned.
 */
export function overTurns({ side, layers }: OverTurns): NetworkLayer {
  const inner = inARow(layers)
  const pixels = side * side

  /** Images [examples, side, side] upside down: rows from the last to the first. */
  function upsideDown(tf: Tf, images: Tensor, examples: number): Tensor {
    const rows = Array.from({ length: side }, (_, row) => tf.slice(images, [0, side - 1 - row, 0], [examples, 1, side]))
    return tf.concat(rows, 1)
  }
  const turned = (tf: Tf, images: Tensor, examples: number) => upsideDown(tf, tf.transpose(images, [0, 2, 1]), examples)
  const turnedBack = (tf: Tf, images: Tensor, examples: number) =>
    tf.transpose(upsideDown(tf, images, examples), [0, 2, 1])
  const asRows = (tf: Tf, images: Tensor, examples: number): Tensor2D => tf.reshape(images, [examples * pixels, 1])

  return {
    from: 1,
    to: inner.to,
    weights: inner.weights,
    through(tf, weights, x) {
      const examples = examplesIn(x)
      const images: Tensor[] = [tf.reshape(x.rows, [examples, side, side])]
      while (images.length < TURNS) images.push(turned(tf, images.at(-1) as Tensor, examples))
      const passed = images.map((image) =>
        inner.through(tf, weights, { rows: asRows(tf, image, examples), positions: pixels }),
      )
      const answers = passed.map(({ y }) => y.rows)
      return {
        y: { rows: tf.mul(tf.addN(answers), 1 / TURNS), positions: passed[0]?.y.positions ?? 1 },
        back(slope) {
          const found = passed.map(({ back }) => back(tf.mul(slope, 1 / TURNS)))
          const sumOf = (name: string) => tf.addN(found.map(({ weights: own }) => own[name] as Tensor))
          return {
            // The last was turned most: each is turned back together with those behind it.
            x: () =>
              asRows(
                tf,
                found
                  .map(({ x: toPixels }) => tf.reshape((toPixels as () => Tensor)(), [examples, side, side]) as Tensor)
                  .reduceRight((behind, own) => tf.add(own, turnedBack(tf, behind, examples))),
                examples,
              ),
            weights: Object.fromEntries(
              Object.keys(found[0]?.weights ?? {}).map((name) => [name, sumOf(name)]),
            ) as ByLayer,
          }
        },
      }
    },
  }
}
