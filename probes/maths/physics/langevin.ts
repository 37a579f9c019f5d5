import type { RandomStream } from '#src/vocabulary/random.ts'
import type { Objective } from '#probes/inputs.ts'
import { someOf } from '#probes/maths/statistics/some-of.ts'

/** How weights are drawn about w* from the density ∝ exp(−nβ L(w) − γ/2 ‖w − w*‖²). */
export interface Langevin {
  /** nβ: how many examples' worth of loss weighs against the prior. */
  readonly heat: number
  readonly step: number
  /** γ */
  readonly pull: number
  /** Steps before the first draw is kept, and draws to keep. */
  readonly burnIn: number
  readonly draws: number
  /** Examples of a minibatch; 0 for all. */
  readonly batch: number
}

/**
 * The mean of L(w) − L(w*) over one chain of stochastic gradient Langevin dynamics that starts at w* (Welling & Teh
 * 2011): Δw = −(ε/2)(nβ ∇L + γ(w − w*)) + N(0, ε). Each draw compares the two losses on one minibatch, whose chance then
 * cancels; a fresh one, since w knows those before. NaN where the chain diverged.
 */
export function meanExcessLoss(objective: Objective, settings: Langevin, random: RandomStream): number {
  const { heat, step, pull, burnIn, draws, batch } = settings
  const start = objective.parameters
  const at = start.slice()
  const isWhole = batch === 0 || batch >= objective.examples
  const wholeLoss = isWhole ? objective.loss(start) : NaN
  const noise = Math.sqrt(step)
  let sum = 0
  for (let t = 0; t < burnIn + draws; t++) {
    const examples = isWhole ? undefined : someOf(objective.examples, batch, random)
    const gradient = objective.gradient(at, examples)
    for (let i = 0; i < at.length; i++) {
      const here = at[i] as number
      const drift = heat * (gradient[i] as number) + pull * (here - (start[i] as number))
      at[i] = here - (step / 2) * drift + noise * random.normal()
    }
    if (t < burnIn) continue
    const drawn = examples === undefined ? undefined : someOf(objective.examples, batch, random)
    sum += objective.loss(at, drawn) - (drawn === undefined ? wholeLoss : objective.loss(start, drawn))
    if (!Number.isFinite(sum)) return NaN
  }
  return sum / draws
}
