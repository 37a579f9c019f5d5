import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import { lazily } from '#trainer/tensors/index.ts'
import { classPoints } from './points.ts'
import type { PointExamples, Task } from './task.ts'
import { pointsWhenRead } from './when-read.ts'

export interface TurnedImages {
  /** Pixels along a side. */
  readonly side: number
  readonly classes: number
  readonly trainPerClass: number
  readonly testPerClass: number
  /** Standard deviation of the noise on each pixel; the patterns have 1. */
  readonly noise: number
  /** How the images of the training split stand: all upright, or each turned by as many right angles as chance has it. */
  readonly turns: 'none' | 'random'
}

/** Waves along each direction of a pattern, from none to this many. */
const HIGHEST = 2

/**
 * Small gray images: each class has a smooth random pattern, under noise of its own. Test images are upright; out of the
 * distribution are the very same, turned by a right angle.
 */
export function turnedImages(settings: TurnedImages, seed: number): Task<PointExamples> {
  const { side, classes, noise, trainPerClass, testPerClass } = settings
  const pixels = side * side
  const patterns = lazily(() => {
    const stream = openStream(seed, 'patterns')
    return Array.from({ length: classes }, () => smoothPattern(side, stream))
  })
  const drawn = (perClass: number, stream: RandomStream, turnOf: () => number): PointExamples => {
    const labels = Int32Array.from({ length: classes * perClass }, (_, row) => row % classes)
    const images = new Float32Array(labels.length * pixels)
    labels.forEach((label, row) => {
      const image = Float32Array.from(patterns()[label] as Float64Array, (value) => value + noise * stream.normal())
      images.set(turned(image, side, turnOf()), row * pixels)
    })
    return classPoints(images, pixels, classes, { labels, trueLabels: labels })
  }
  const test = pointsWhenRead(() => drawn(testPerClass, openStream(seed, 'test images'), () => 0))
  return {
    train: pointsWhenRead(() => {
      const turns = openStream(seed, 'turns')
      return drawn(trainPerClass, openStream(seed, 'images'), () => (settings.turns === 'none' ? 0 : turns.integer(4)))
    }),
    test,
    outOfDistribution: pointsWhenRead(() => {
      const { inputs, targets, labels, trueLabels } = test
      const data = new Float32Array(inputs.data.length)
      for (let from = 0; from < data.length; from += pixels)
        data.set(turned(inputs.data.subarray(from, from + pixels) as Float32Array, side, 1), from)
      return { inputs: { ...inputs, data }, targets, labels, trueLabels }
    }),
    table: null,
  }
}

/** From which pixel each pixel of an image comes that was turned by so many right angles; row by row. */
function turnedPixels(side: number, quarters: number): Int32Array {
  let places = Int32Array.from({ length: side * side }, (_, place) => place)
  for (let quarter = 0; quarter < quarters; quarter++) {
    const before = places
    places = Int32Array.from(before, (_, place) => {
      const [row, column] = [Math.floor(place / side), place % side]
      return before[column * side + (side - 1 - row)] as number
    })
  }
  return places
}

function turned(image: Float32Array, side: number, quarters: number): Float32Array {
  return Float32Array.from(turnedPixels(side, quarters), (from) => image[from] as number)
}

/** A sum of a few waves, of mean 0 and variance 1 over its pixels. */
function smoothPattern(side: number, stream: RandomStream): Float64Array {
  const waves = Array.from({ length: (HIGHEST + 1) ** 2 - 1 }, (_, i) => ({
    down: Math.floor((i + 1) / (HIGHEST + 1)),
    along: (i + 1) % (HIGHEST + 1),
    size: stream.normal(),
    phase: 2 * Math.PI * stream.uniform(),
  }))
  const raw = Float64Array.from({ length: side * side }, (_, place) => {
    const [row, column] = [Math.floor(place / side), place % side]
    return waves.reduce(
      (sum, { down, along, size, phase }) =>
        sum + size * Math.cos((2 * Math.PI * (down * row + along * column)) / side + phase),
      0,
    )
  })
  const mean = raw.reduce((sum, value) => sum + value, 0) / raw.length
  const deviation = Math.sqrt(raw.reduce((sum, value) => sum + (value - mean) ** 2, 0) / raw.length)
  return raw.map((value) => (value - mean) / deviation)
}
