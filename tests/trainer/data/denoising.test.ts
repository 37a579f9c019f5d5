import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { denoising } from '#trainer/data/denoising.ts'
import { collapseTime, diffused, noiseAt, signalAt, timeAt } from '#trainer/data/diffusion.ts'
import { endlessMixture, gaussianMixture } from '#trainer/data/gaussian-mixture.ts'
import { sizeOf } from '#trainer/data/task.ts'

describe('diffusion', () => {
  it('keeps the variance of what has variance 1, and takes the time of the linear schedule', () => {
    for (const time of [1e-9, 0.1, 0.7, 5]) expect(signalAt(time) ** 2 + noiseAt(time) ** 2).toBeCloseTo(1, 14)
    expect(noiseAt(1e-12)).toBeCloseTo(Math.sqrt(2e-12), 12)
    // ½∫β by the midpoint rule
    const share = 0.37
    let integral = 0
    for (let i = 0; i < 1000; i++) integral += (share / 1000) * (0.1 + 19.9 * ((i + 0.5) / 1000) * share)
    expect(timeAt(share)).toBeCloseTo(integral / 2, 9)
  })

  it.each([
    [100, 4],
    [1000, 8],
    [1000, 16],
  ])('of %i normal points in %i dimensions: their own weight is 0.56 to 0.59 at the collapse time', (n, dimensions) => {
    const stream = openStream(3, 'points')
    const normals = (count: number) => Float64Array.from({ length: count }, () => stream.normal())
    const points = { rows: n, cols: dimensions, data: normals(n * dimensions) }
    const time = collapseTime(n, dimensions, 1)
    let sum = 0
    const [draws, looked] = [Math.ceil(400 / n), Math.min(n, 400)]
    for (let draw = 0; draw < draws; draw++) {
      const { data } = diffused(points, new Float64Array(n).fill(time), normals(n * dimensions))
      for (let row = 0; row < looked; row++) {
        const weights = Array.from({ length: n }, (_, i) => {
          let distance = 0
          for (let k = 0; k < dimensions; k++)
            distance += (data[row * dimensions + k]! - signalAt(time) * points.data[i * dimensions + k]!) ** 2
          return Math.exp(-distance / (2 * noiseAt(time) ** 2))
        })
        sum += weights[row]! / weights.reduce((a, b) => a + b)
      }
    }
    const own = sum / (draws * looked)
    // A standard error of 400 weights is 0.02.
    expect(own).toBeGreaterThan(0.5)
    expect(own).toBeLessThan(0.65)
  })
})

const mixture = { classes: 2, dimensions: 3, trainPerClass: 2, testPerClass: 5, separation: 4, corruptionFraction: 0 }

describe('denoising', () => {
  it('asks for the noise that takes a row back to one of the points', () => {
    const points = gaussianMixture(mixture, 1)
    const { inputs, targets } = denoising({ points, collapse: null }, 1).draw!(openStream(5, 'batch'), 200)
    const seen = new Set<number>()
    for (let row = 0; row < 200; row++) {
      const [signal, noise] = [inputs.data[row * 5 + 3]!, inputs.data[row * 5 + 4]!]
      expect(signal ** 2 + noise ** 2).toBeCloseTo(1, 5)
      if (signal < 0.1) continue // where little is left, float32 does not tell from which point
      const origin = [0, 1, 2].map((k) => (inputs.data[row * 5 + k]! - noise * targets.data[row * 3 + k]!) / signal)
      const from = [0, 1, 2, 3].filter((i) =>
        origin.every((x, k) => Math.abs(x - points.train.inputs.data[3 * i + k]!) < 1e-4),
      )
      expect(from).toHaveLength(1)
      seen.add(from[0]!)
    }
    expect(seen.size).toBe(4)
  })

  it('has splits that stay, noise that does not, and new points where these are endless', () => {
    const [kept, endless] = [gaussianMixture(mixture, 1), endlessMixture(mixture, 1)].map((points) => denoising({ points, collapse: null }, 1)) as [ReturnType<typeof denoising>, ReturnType<typeof denoising>] // prettier-ignore
    expect(kept.train).toEqual(endless.train)
    expect([sizeOf(kept.train), sizeOf(kept.test!)]).toEqual([1024, 1024])
    expect(kept.train.targets.data).not.toEqual(kept.test!.targets.data)
    const [one, other] = [1, 2].map((seed) => kept.draw!(openStream(seed, 'x'), 9))
    expect(one!.targets.data).not.toEqual(other!.targets.data)
    const fresh = endless.draw!(openStream(1, 'x'), 200)
    const origins = Array.from({ length: 200 }, (_, row) => (fresh.inputs.data[5 * row]! - fresh.inputs.data[5 * row + 4]! * fresh.targets.data[3 * row]!) / fresh.inputs.data[5 * row + 3]!) // prettier-ignore
    expect(new Set(origins.map((x) => x.toFixed(2))).size).toBeGreaterThan(100)
  })
})
