import { mean } from '../moments.ts'

/** How an order parameter fluctuates from seed to seed at one size and one value of a parameter. */
export interface Fluctuations {
  readonly mean: number
  /** Of the mean; NaN of fewer than two seeds. */
  readonly error: number
  /** N times the variance over seeds (n − 1): it peaks at a transition, the higher the larger the size. */
  readonly susceptibility: number
  /** 1 − ⟨m⁴⟩ / (3 ⟨m²⟩²), Binder 1981, Z. Phys. B 43, 119; NaN where every m is 0. Curves of several sizes cross at a transition. */
  readonly binder: number
}

export function fluctuationsOf(values: readonly number[], size: number): Fluctuations {
  const middle = mean(values)
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0)
  const variance = values.length < 2 ? NaN : squares / (values.length - 1)
  const second = mean(values.map((value) => value ** 2))
  const fourth = mean(values.map((value) => value ** 4))
  return {
    mean: middle,
    error: Math.sqrt(variance / values.length),
    susceptibility: size * variance,
    binder: 1 - fourth / (3 * second ** 2),
  }
}
