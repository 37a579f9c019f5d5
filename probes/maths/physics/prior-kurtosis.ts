import type { ActivationFunction } from '#probes/maths/chain/activations.ts'

/**
 * The excess kurtosis of f = Σ_j v_j h_j/√N over normal v_j and independent h_j = φ(u), u normal of a variance: given h the output is
 * normal of a variance that fluctuates, so that k = (3/N)(E h⁴/(E h²)² − 1), exactly. 6/N for a linear layer.
 */
export function priorKurtosis({ of }: ActivationFunction, variance: number, width: number): number {
  const [second, fourth] = [2, 4].map((power) => gaussianMoment(of, Math.sqrt(variance), power)) as [number, number]
  return (3 / width) * (fourth / second ** 2 - 1)
}

const HALF = 12
const POINTS = 4800

/** E φ(s z)^power over a standard normal z, by the trapezoidal rule. */
function gaussianMoment(of: (z: number) => number, deviation: number, power: number): number {
  const spacing = (2 * HALF) / POINTS
  let sum = 0
  for (let i = 0; i <= POINTS; i++) {
    const z = -HALF + i * spacing
    sum += Math.exp((-z * z) / 2) * of(deviation * z) ** power
  }
  return (sum * spacing) / Math.sqrt(2 * Math.PI)
}
