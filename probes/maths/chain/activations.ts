import { erf } from '#probes/maths/statistics/erf.ts'

/** A function on each neuron, with its first two derivatives, in float64. */
export interface ActivationFunction {
  readonly of: (z: number) => number
  readonly slope: (z: number) => number
  readonly curvature: (z: number) => number
}

export const ACTIVATION_NAMES = ['linear', 'quadratic', 'relu', 'tanh', 'gelu', 'erf'] as const
export type ActivationName = (typeof ACTIVATION_NAMES)[number]

/** The standard normal density and its cumulative share. */
const density = (z: number) => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)
const share = (z: number) => 0.5 * (1 + erf(z * Math.SQRT1_2))

/** `gelu` is the exact z Φ(z), not the tanh fit; `erf` is erf(z), not erf(z/√2); ReLU's slope at 0 is 0, and of NaN it is NaN. */
export const activationFunctions: Readonly<Record<ActivationName, ActivationFunction>> = {
  linear: { of: (z) => z, slope: () => 1, curvature: () => 0 },
  quadratic: { of: (z) => z * z, slope: (z) => 2 * z, curvature: () => 2 },
  relu: { of: (z) => (z < 0 ? 0 : z), slope: (z) => (z > 0 ? 1 : 0), curvature: () => 0 },
  tanh: {
    of: Math.tanh,
    slope: (z) => 1 - Math.tanh(z) ** 2,
    curvature: (z) => -2 * Math.tanh(z) * (1 - Math.tanh(z) ** 2),
  },
  gelu: {
    of: (z) => z * share(z),
    slope: (z) => share(z) + z * density(z),
    curvature: (z) => density(z) * (2 - z * z),
  },
  erf: {
    of: erf,
    slope: (z) => (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z),
    curvature: (z) => (-4 / Math.sqrt(Math.PI)) * z * Math.exp(-z * z),
  },
}
