import { activationFunctions, type ActivationName } from '../chain/activations.ts'

/** An ensemble of networks of infinite width, layer by layer: z′ = W φ(z) + b + μ z. */
export interface Ensemble {
  readonly activation: ActivationName
  /** σ_w²: weights have variance σ_w²/N. */
  readonly weightVariance: number
  /** σ_b² */
  readonly biasVariance: number
  /** μ, what the layer passes on of what came in; 0 without such a branch. */
  readonly residual: number
  /** Whether preactivations are normalized before φ, as by a LayerNorm. */
  readonly isNormalized: boolean
}

/** K at the next layer, the variance of a preactivation (Poole et al. 2016; Doshi, He & Gromov 2023). */
export function nextKernel(of: Ensemble, kernel: number): number {
  const { of: phi } = activationFunctions[of.activation]
  const seen = of.isNormalized ? 1 : kernel
  return of.weightVariance * normalMean((z) => phi(z) ** 2, seen) + of.biasVariance + of.residual ** 2 * kernel
}

/** χ_J, by what a layer multiplies the squared length of a small change: critical where it is 1. */
export function layerSusceptibility(of: Ensemble, kernel: number): number {
  const { slope } = activationFunctions[of.activation]
  const seen = of.isNormalized ? 1 : kernel
  const bent = of.weightVariance * normalMean((z) => slope(z) ** 2, seen)
  return (of.isNormalized ? bent / kernel : bent) + of.residual ** 2
}

/** K and χ_J along the layers: at place l what the l-th layer makes of the kernel before it. */
export function throughLayers(of: Ensemble, kernel: number, layers: number) {
  const kernels = [kernel]
  const susceptibilities: number[] = []
  for (let l = 0; l < layers; l++) {
    const before = kernels[l] as number
    // At a fixed point every further layer is the same.
    const isFixed = l > 0 && before === kernels[l - 1]
    susceptibilities.push(isFixed ? (susceptibilities[l - 1] as number) : layerSusceptibility(of, before))
    kernels.push(isFixed ? before : nextKernel(of, before))
  }
  return { kernels, susceptibilities }
}

/**
 * E f(z), z normal of this variance. Midpoints of an even number of equal steps: to rounding for what is smooth, and
 * exact for the jump of a slope at 0, on which none lies.
 */
export function normalMean(f: (z: number) => number, variance: number): number {
  const deviation = Math.sqrt(variance)
  let sum = 0
  for (let i = 0; i < NODES; i++) sum += (WEIGHTS[i] as number) * f(deviation * (PLACES[i] as number))
  return sum
}

const NODES = 200
const HALF_WIDTH = 9
const PLACES = Float64Array.from({ length: NODES }, (_, i) => ((2 * i + 1) / NODES - 1) * HALF_WIDTH)
const WEIGHTS = weightsAt(PLACES)

function weightsAt(places: Float64Array): Float64Array {
  const densities = places.map((place) => Math.exp(-0.5 * place * place))
  const sum = densities.reduce((all, density) => all + density, 0)
  return densities.map((density) => density / sum)
}
