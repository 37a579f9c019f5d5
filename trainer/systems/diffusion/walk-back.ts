import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import type { RandomStream } from '#src/vocabulary/random.ts'
import { LEAST_SHARE, noiseAt, signalAt, timeAt } from '#trainer/data/index.ts'

/** Tells the noise in points in the midst of diffusion, each at its own time: [n, d] → [n, d], row by row. */
export type TellNoise = (points: Matrix, times: Float64Array) => ArrayLike<number>

/** Places on the way back from noise to points; at place 0 there is no noise left. */
export const PLACES = 50

export const timeAtPlace = (place: number): number =>
  place === 0 ? 0 : timeAt(LEAST_SHARE + ((1 - LEAST_SHARE) * place) / PLACES)

/**
 * Brings points back to time 0, each from the place where it is: diffusion run backwards, step by step, as somebody would who
 * takes what is told for the noise (Ho et al. 2020, arXiv:2006.11239). Told without an error, in small steps, it draws from
 * the distribution of all points that can have come there. The points farthest from the end come first.
 */
export function walkedBack(tell: TellNoise, from: Matrix, places: ArrayLike<number>, stream: RandomStream): Matrix {
  const { cols } = from
  const x = Float64Array.from(from.data)
  let rows = 0
  for (let place = places[0] ?? 0; place > 0; place--) {
    while (rows < from.rows && (places[rows] as number) >= place) rows++
    const [time, next] = [timeAtPlace(place), timeAtPlace(place - 1)]
    const [signal, noise, signalNext, noiseNext] = [signalAt(time), noiseAt(time), signalAt(next), noiseAt(next)]
    const fresh = (noiseNext / noise) * Math.sqrt(-Math.expm1(2 * (next - time)))
    const kept = Math.sqrt(noiseNext ** 2 - fresh ** 2)
    const told = tell({ rows, cols, data: x.slice(0, rows * cols) }, new Float64Array(rows).fill(time))
    for (let i = 0; i < rows * cols; i++) {
      const origin = ((x[i] as number) - noise * (told[i] as number)) / signal
      x[i] = signalNext * origin + kept * (told[i] as number) + (fresh === 0 ? 0 : fresh * stream.normal())
    }
  }
  return { rows: from.rows, cols, data: x }
}
