import { describe, expect, it } from 'vitest'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { nearestTwo } from '#probes/maths/geometry/nearest-two.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { gaussianMixture } from '#trainer/data/gaussian-mixture.ts'
import { noiseAt, signalAt, timeAt } from '#trainer/data/diffusion.ts'
import type { Diffusion } from '#trainer/data/task.ts'
import { generated } from '#trainer/systems/diffusion/generated.ts'
import { halfTime, returned } from '#trainer/systems/diffusion/returned.ts'
import { PLACES, timeAtPlace, walkedBack, type TellNoise } from '#trainer/systems/diffusion/walk-back.ts'

/** The mean noise in a row, exactly, of points that all began at one of these. */
const knowing =
  ({ rows, cols, data }: Matrix): TellNoise =>
  (x, times) => {
    const told = new Float64Array(x.data.length)
    for (let row = 0; row < x.rows; row++) {
      const [signal, noise] = [signalAt(times[row]!), noiseAt(times[row]!)]
      const distances = Array.from({ length: rows }, (_, i) => {
        let sum = 0
        for (let k = 0; k < cols; k++) sum += (x.data[row * cols + k]! - signal * data[i * cols + k]!) ** 2
        return sum / (2 * noise ** 2)
      })
      const least = Math.min(...distances)
      const weights = distances.map((distance) => Math.exp(least - distance))
      const all = weights.reduce((a, b) => a + b)
      for (let k = 0; k < cols; k++) {
        const origin = weights.reduce((sum, weight, i) => sum + (weight * data[i * cols + k]!) / all, 0)
        told[row * cols + k] = (x.data[row * cols + k]! - signal * origin) / noise
      }
    }
    return told
  }

/** The mean noise in points of N(mean, variance). */
const normal =
  (mean: number, variance: number): TellNoise =>
  (x, times) =>
    Float64Array.from(x.data, (value, i) => {
      const [signal, noise] = [signalAt(times[Math.floor(i / x.cols)]!), noiseAt(times[Math.floor(i / x.cols)]!)]
      return (noise * (value - signal * mean)) / (signal ** 2 * variance + noise ** 2)
    })

const mixture = { classes: 4, dimensions: 8, trainPerClass: 4, testPerClass: 32, separation: 3, corruptionFraction: 0 }
const points = gaussianMixture(mixture, 2)
const diffusion: Diffusion = {
  training: () => points.train.inputs,
  heldOut: () => points.test!.inputs,
  collapse: null,
}
describe('a walk back', () => {
  it('draws from the distribution whose noise it is told', () => {
    const stream = openStream(1, 'x')
    const count = 4000
    const start = { rows: count, cols: 1, data: Float64Array.from({ length: count }, () => stream.normal()) }
    const ends = walkedBack(normal(1.5, 0.25), start, new Uint8Array(count).fill(PLACES), stream)
    const data = Float64Array.from(ends.data)
    const mean = data.reduce((a, b) => a + b, 0) / count
    const variance = data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count
    expect(mean).toBeCloseTo(1.5, 1)
    // Fifty steps are not endlessly many: each takes the origin for known, and adds a little too little noise.
    expect(variance).toBeGreaterThan(0.19)
    expect(variance).toBeLessThan(0.26)
  })

  it('begins where each point is, and leaves what has no way to go', () => {
    const stay = walkedBack(
      normal(0, 1),
      { rows: 2, cols: 1, data: new Float64Array([3, -2]) },
      [0, 0],
      openStream(1, 'x'),
    )
    expect([...stay.data]).toEqual([3, -2])
    const asked: [number, number][] = []
    const tell: TellNoise = (x, times) => {
      asked.push([x.rows, times[0]!])
      return new Float64Array(x.data.length)
    }
    walkedBack(tell, { rows: 3, cols: 1, data: new Float64Array(3) }, [3, 1, 1], openStream(1, 'x'))
    expect(asked.map(([rows]) => rows)).toEqual([1, 1, 3])
    expect(asked.map(([, time]) => time)).toEqual([3, 2, 1].map(timeAtPlace))
    expect(timeAtPlace(PLACES)).toBe(timeAt(1))
  })
})

describe('whoever knows nothing but the training points', () => {
  it('makes nothing but copies of them; whoever knows the cluster alone, none', () => {
    const share = (tell: TellNoise) => {
      const { generated: made, training } = generated(diffusion, tell, 0)
      return nearestTwo(made, training)!.filter(({ first, second }) => first < second / 3).length / made.rows
    }
    expect(share(knowing(points.train.inputs))).toBe(1)
    expect(share(knowing(points.test!.inputs))).toBeLessThan(0.02)
  })

  it('returns as many as theory says, at every time; and at fewer times whoever knows others too', () => {
    const seeds = [0, 1, 2]
    const mean = (profiles: Matrix[], row: number, col: number) =>
      profiles.reduce((sum, { data }) => sum + data[3 * row + col]! / profiles.length, 0)
    const own = seeds.map((seed) => returned(diffusion, knowing(points.train.inputs), seed))
    for (let row = 0; row < own[0]!.rows; row++) {
      const law = mean(own, row, 2)
      // Four standard errors of 192 walks, and what fifty steps are off.
      expect(Math.abs(mean(own, row, 1) - law), `time ${own[0]!.data[3 * row]}`).toBeLessThan(0.15)
    }
    expect(mean(own, 0, 2)).toBeGreaterThan(0.99)
    expect(mean(own, own[0]!.rows - 1, 2)).toBeLessThan(0.35)
    const both = { rows: 16 + 48, cols: 8, data: Float64Array.from([...points.train.inputs.data, ...points.test!.inputs.data.slice(0, 48 * 8)]) } // prettier-ignore
    const generalizing = seeds.map((seed) => returned(diffusion, knowing(both), seed))
    const half = (profiles: Matrix[]) => profiles.reduce((sum, one) => sum + halfTime(one)! / profiles.length, 0)
    expect(half(generalizing)).toBeLessThan(half(own) - 0.05)
  })
})
