import { chosenRows } from '#probes/maths/algebra/chosen-rows.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import { diffused, LEAST_SHARE, rowsAtTimes, timeAt } from './diffusion.ts'
import { normals } from './points.ts'
import type { Diffusion, PointExamples, Task, ValueExamples } from './task.ts'
import { valuesWhenRead } from './when-read.ts'

export interface Denoising {
  /** Points to learn the distribution of; where they can be drawn anew without end, every update sees new ones. */
  readonly points: Task<PointExamples>
  /** Until when the training points can be told from each other; null where no closed form says so. */
  readonly collapse: number | null
}

/** Rows by which a run is watched that sees new noise at every update. */
const WATCHED = 1024

/**
 * To tell the noise in points in the midst of diffusion: the score of their distribution, but for a factor (Ho et al. 2020,
 * arXiv:2006.11239). Time is even in the share of the way. The test split has the points that are held out.
 */
export function denoising({ points, collapse }: Denoising, seed: number): Task<ValueExamples> {
  const { draw } = points
  const kept = (split: PointExamples) => (stream: RandomStream, size: number) =>
    noised(drawnFrom(split.inputs, stream, size), stream)
  const watched = (split: PointExamples, name: string) =>
    valuesWhenRead(() => kept(split)(openStream(seed, name), WATCHED))
  return {
    train: watched(points.train, 'watched noise'),
    test: points.test === null ? null : watched(points.test, 'test noise'),
    table: null,
    isRegression: true,
    draw: draw === undefined ? kept(points.train) : (stream, size) => noised(draw(stream, size).inputs, stream),
    diffusion: diffusionOf(points, collapse),
  }
}

function diffusionOf({ train, test }: Task<PointExamples>, collapse: number | null): Diffusion {
  return { training: () => train.inputs, heldOut: () => test?.inputs ?? null, collapse }
}

function drawnFrom(points: Matrix, stream: RandomStream, size: number): Matrix {
  return chosenRows(
    points,
    Int32Array.from({ length: size }, () => stream.integer(points.rows)),
  )
}

function noised(points: Matrix, stream: RandomStream): ValueExamples {
  const { rows, cols } = points
  const times = Float64Array.from({ length: rows }, () =>
    timeAt(LEAST_SHARE + (1 - LEAST_SHARE) * stream.uniform()),
  )
  const noise = normals(stream, rows * cols)
  return { inputs: rowsAtTimes(diffused(points, times, noise), times), targets: { rows, cols, data: noise } }
}
