import { ordinaryNumbers } from '#probes/maths/algebra/ordinary-size.ts'
import { timesPowerOfTwo } from '#probes/maths/algebra/wide.ts'

/** The kernel of the data and one target along its eigenvectors, at the width and temperature of the network. */
export interface Posterior {
  /** a_i ≥ 0, eigenvalues of the kernel over the prior precision of the last layer */
  readonly values: ArrayLike<number>
  /** ỹ_i², the squared target along each eigenvector */
  readonly power: ArrayLike<number>
  /** N, neurons of the hidden layer */
  readonly width: number
  /** T ≥ 0; at 0 every eigenvalue must be above 0 */
  readonly temperature: number
}

/** S(Q) = Q − ln Q + (1/N) Σ ln(T + Q a_i) + (1/N) Σ ỹ_i²/(T + Q a_i) */
export function effectiveAction({ values, power, width, temperature }: Posterior, q: number): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const scale = temperature + q * (values[i] ?? 0)
    sum += Math.log(scale) + (power[i] ?? 0) / scale
  }
  return q - Math.log(q) + sum / width
}

/**
 * Q̄, the argument of the least action. The slope may vanish at several places where targets are large against the
 * temperature: a grid of log Q finds the lowest valley, and bisection of the slope its bottom to the last digits.
 */
export function orderParameter(given: Posterior): number {
  const posterior = inOneUnit(given)
  const top = ceiling(posterior)
  const at = (i: number) => LEAST * (top / LEAST) ** (i / GRID)
  let best = 0
  let least = Infinity
  for (let i = 0; i <= GRID; i++) {
    const action = effectiveAction(posterior, at(i))
    if (action < least) [least, best] = [action, i]
  }
  let low = at(Math.max(0, best - 1))
  let high = at(Math.min(GRID, best + 1))
  for (;;) {
    const middle = low + (high - low) / 2
    if (middle <= low || middle >= high) return middle
    if (slopeTimesQ(posterior, middle) < 0) low = middle
    else high = middle
  }
}

/** Kernel, squared target and temperature over one power of two, which moves no minimum. */
function inOneUnit({ values, power, temperature, width }: Posterior): Posterior {
  const { data, exponent } = ordinaryNumbers(Float64Array.of(temperature, ...Array.from(values)))
  return {
    values: data.subarray(1),
    power: exponent === 0 ? power : Float64Array.from(power, (value) => timesPowerOfTwo(value, -exponent)),
    temperature: data[0] as number,
    width,
  }
}

const LEAST = 1e-8
const GRID = 600

/** Q S′(Q), whose sign is that of the slope. */
function slopeTimesQ({ values, power, width, temperature }: Posterior, q: number): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const grown = q * (values[i] ?? 0)
    const scale = temperature + grown
    sum += grown / scale - ((power[i] ?? 0) * grown) / scale ** 2
  }
  return q - 1 + sum / width
}

/** No minimum lies above: Q a/(T + Q a)² is at most 1/(Q a), so that the slope is positive once Q > 1 + Σ ỹ²/(a N Q). */
function ceiling({ values, power, width }: Posterior): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) if ((values[i] ?? 0) > 0) sum += (power[i] ?? 0) / ((values[i] ?? 0) * width)
  return 2 + 2 * Math.sqrt(sum)
}
