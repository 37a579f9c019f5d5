import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { chosenRows } from '#probes/maths/algebra/chosen-rows.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { diffused, noiseAt, signalAt, type Diffusion } from '#trainer/data/index.ts'
import { timeAtPlace, walkedBack, type TellNoise } from './walk-back.ts'

/** Where points are sent back from, the farthest first. */
const FROM = [32, 28, 24, 20, 16, 12, 8, 4]
/** As many walks from each place at least, and points enough for that. */
const WALKS = 64

/** Of training points that diffuse for a time and are brought back: the share that ends at its own beginning, [times, 3]. */
export type Returned = Matrix

/**
 * Where a model of noise remembers its training points, these find back to themselves; where it knows their distribution alone, they
 * end at others like them. Beside it stands what a model would do that knows nothing but the training points, exactly.
 */
export function returned({ training }: Diffusion, tell: TellNoise, seed: number): Returned {
  const stream = openStream(seed, 'points that are sent back')
  const points = training()
  const walks = Math.max(WALKS, Math.min(points.rows, 2 * WALKS))
  const own = Int32Array.from({ length: FROM.length * walks }, (_, row) => (row % walks) % points.rows)
  const places = Uint8Array.from(own, (_, row) => FROM[Math.floor(row / walks)] as number)
  const times = Float64Array.from(places, timeAtPlace)
  const noise = Float64Array.from({ length: own.length * points.cols }, () => stream.normal())
  const away = diffused(chosenRows(points, own), times, noise)
  const back = walkedBack(tell, away, places, stream)
  const profile = new Float64Array(3 * FROM.length)
  // Read as an axis is: the shortest time first.
  FROM.forEach((place, i) => {
    const rows = Array.from({ length: walks }, (_, k) => i * walks + k)
    const mean = (of: (row: number) => number) => rows.reduce((sum, row) => sum + of(row), 0) / walks
    const ends = mean((row) => Number(nearestTo(points, back, row, 1) === own[row]))
    const weight = mean((row) => ownWeight(points, away, row, times[row] as number, own[row] as number))
    profile.set([timeAtPlace(place), ends, weight], 3 * (FROM.length - 1 - i))
  })
  return { rows: FROM.length, cols: 3, data: profile }
}

/** The time at which half of them return, between two of the times; null where it is never so. */
export function halfTime({ rows, data }: Returned): number | null {
  for (let i = 1; i < rows; i++) {
    const [t0, m0, , t1, m1] = data.slice(3 * (i - 1), 3 * (i + 1)) as unknown as [
      number,
      number,
      number,
      number,
      number,
    ]
    if (m0 >= 0.5 && m1 < 0.5) return t0 + ((t1 - t0) * (m0 - 0.5)) / (m0 - m1)
  }
  return null
}

/** Of all points that can have come to where this row is, the weight of its own. */
function ownWeight(points: Matrix, away: Matrix, row: number, time: number, own: number): number {
  const variance = noiseAt(time) ** 2
  const distances = Float64Array.from({ length: points.rows }, (_, i) => squared(points, i, away, row, signalAt(time)))
  const least = distances.reduce((a, b) => Math.min(a, b), Infinity)
  const weights = distances.map((distance) => Math.exp((least - distance) / (2 * variance)))
  return (weights[own] as number) / weights.reduce((sum, weight) => sum + weight, 0)
}

function nearestTo(points: Matrix, ends: Matrix, row: number, signal: number): number {
  let [nearest, least] = [-1, Infinity]
  for (let i = 0; i < points.rows; i++) {
    const distance = squared(points, i, ends, row, signal)
    if (distance < least) [nearest, least] = [i, distance]
  }
  return nearest
}

function squared(points: Matrix, point: number, others: Matrix, row: number, signal: number): number {
  let sum = 0
  for (let k = 0; k < points.cols; k++) {
    sum +=
      ((others.data[row * points.cols + k] as number) - signal * (points.data[point * points.cols + k] as number)) ** 2
  }
  return sum
}
