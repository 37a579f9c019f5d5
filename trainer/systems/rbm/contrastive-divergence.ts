import type { RandomStream } from '#src/vocabulary/random.ts'
import { addSlope, hiddenFields, logistic, sizeOf, type Machine, type Parameters, type States } from './likelihood.ts'

/**
 * The gradient by contrastive divergence (Hinton 2002): in place of what the model expects, what chains show that were
 * started at the patterns and made a few Gibbs sweeps. Biased, since they have not forgotten where they began.
 */
export function contrastiveDivergence(
  machine: Machine,
  at: Parameters,
  patterns: States,
  { chains, sweeps }: { readonly chains: number; readonly sweeps: number },
  random: RandomStream,
): Float64Array {
  const sum = new Float64Array(sizeOf(machine))
  const share = 1 / (patterns.length * chains)
  for (const pattern of patterns) {
    addSlope(machine, at, pattern, -1 / patterns.length, sum)
    for (let chain = 0; chain < chains; chain++) {
      let state = pattern
      for (let sweep = 0; sweep < sweeps; sweep++) state = swept(machine, at, state, random)
      addSlope(machine, at, state, share, sum)
    }
  }
  return sum
}

/** One Gibbs sweep: hidden units given the visible ones, then these given those. */
function swept(machine: Machine, at: Parameters, state: Float64Array, random: RandomStream): Float64Array {
  const { visible, hidden } = machine
  const units = hiddenFields(machine, at, state).map((field) => Number(random.uniform() < logistic(field)))
  return Float64Array.from({ length: visible }, (_, i) => {
    let field = at[visible * hidden + i] as number
    for (let j = 0; j < hidden; j++) field += (at[i * hidden + j] as number) * (units[j] as number)
    return Number(random.uniform() < logistic(field))
  })
}
