import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'

/**
 * Diffusion that turns points into noise, x_t = e^{−t} x₀ + √(1 − e^{−2t}) ε: an Ornstein–Uhlenbeck process. Whatever learns to
 * go back counts its time by it.
 */
export const signalAt = (time: number): number => Math.exp(-time)
export const noiseAt = (time: number): number => Math.sqrt(-Math.expm1(-2 * time))

/**
 * The time at a share of the way from points to noise: ½∫β for β rising evenly from 0.1 to 20 (Song et al. 2021,
 * arXiv:2011.13456). Nothing is asked at a share below `LEAST_SHARE`, where there is no noise to be told.
 */
export const timeAt = (share: number): number => 0.05 * share + 4.975 * share ** 2
export const LEAST_SHARE = 1e-3

/** Columns of a row beside its coordinates: how much signal is left in it, and how much noise there is. */
export const CONDITIONS = 2

/** Rows as a network takes them that tells noise: coordinates in the midst of diffusion, each at its own time, with its conditions. */
export function rowsAtTimes({ rows, cols, data }: Matrix, times: ArrayLike<number>): Matrix {
  const wide = cols + CONDITIONS
  const all = new Float32Array(rows * wide)
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < cols; k++) all[row * wide + k] = data[row * cols + k] as number
    all[row * wide + cols] = signalAt(times[row] as number)
    all[row * wide + cols + 1] = noiseAt(times[row] as number)
  }
  return { rows, cols: wide, data: all }
}

/** Points after a time of diffusion that each has for itself, by given noise. */
export function diffused({ rows, cols, data }: Matrix, times: ArrayLike<number>, noise: ArrayLike<number>): Matrix {
  const moved = new Float64Array(rows * cols)
  for (let i = 0; i < moved.length; i++) {
    const time = times[Math.floor(i / cols)] as number
    moved[i] = signalAt(time) * (data[i] as number) + noiseAt(time) * (noise[i] as number)
  }
  return { rows, cols, data: moved }
}

/**
 * The time of diffusion up to which a point of n around one mean, of this variance in d dimensions, can be told from the
 * others: there the volume that noise fills is an n-th of that of all (Biroli et al. 2024, arXiv:2402.18491).
 */
export function collapseTime(n: number, dimensions: number, variance: number): number {
  return Math.log1p(variance / (n ** (2 / dimensions) - 1)) / 2
}
