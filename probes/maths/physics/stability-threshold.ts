import type { OptimizerFacts } from '#probes/inputs.ts'

/**
 * The largest curvature at which the optimizer, at full batch and on a quadratic, does not diverge (Cohen et al. 2021,
 * 2022). For Adam it is a curvature of the preconditioned Hessian P^{-1/2} H P^{-1/2}, P = √v̂ + ε held fixed.
 */
export function stabilityThreshold({ kind, rate, momentum }: OptimizerFacts): number {
  if (kind === 'gradient-descent') return 2 / rate
  if (kind === 'heavy-ball') return (2 + 2 * momentum) / rate
  if (kind === 'nesterov') return (2 + 2 * momentum) / (rate * (1 + 2 * momentum))
  return (2 + 2 * momentum) / ((1 - momentum) * rate)
}
