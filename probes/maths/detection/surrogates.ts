import { wavesOf } from '#probes/maths/algebra/mixed-radix.ts'
import type { RandomStream } from '#src/vocabulary/random.ts'

/**
 * Draws series with the same power at every frequency and random phases (Theiler et al. 1992): all that mean, variance and autocorrelation of the
 * whole tell stays, and what happened when does not.
 */
export function phaseRandomizer(values: readonly number[]): (stream: RandomStream) => number[] {
  const n = values.length
  const cosines = Float64Array.from({ length: n }, (_, i) => Math.cos((2 * Math.PI * i) / n))
  const sines = Float64Array.from({ length: n }, (_, i) => Math.sin((2 * Math.PI * i) / n))
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  // The frequency n/2 has no phase to choose but its sign, and stays as it is.
  const free = Math.floor((n - 1) / 2)
  const sizes = Float64Array.from({ length: free }, (_, i) => wave(i + 1).size)
  const fixed = n % 2 === 0 ? wave(n / 2).real / n : 0
  const sumOfWaves = wavesOf(n)
  return (stream) => {
    const [reals, imaginaries] = [new Float64Array(n), new Float64Array(n)]
    reals[0] = mean
    if (n % 2 === 0) reals[n / 2] = fixed
    for (let k = 1; k <= free; k++) {
      const phase = 2 * Math.PI * stream.uniform()
      reals[k] = (2 * sizes[k - 1]! * Math.cos(phase)) / n
      imaginaries[k] = (2 * sizes[k - 1]! * Math.sin(phase)) / n
    }
    return [...sumOfWaves(reals, imaginaries)]
  }

  function wave(k: number): { size: number; real: number } {
    let [real, imaginary] = [0, 0]
    for (let t = 0, at = 0; t < n; t++, at = (at + k) % n) {
      real += values[t]! * cosines[at]!
      imaginary -= values[t]! * sines[at]!
    }
    return { size: Math.hypot(real, imaginary), real }
  }
}
