import type { Optimizer } from './optimizer.ts'

/** Weights with a rate of their own: how many there are, and by which factor their rate differs. */
export interface LayerRate {
  readonly name: string
  readonly size: number
  readonly factor: number
}

/**
 * An optimizer that moves each layer at a rate of its own. Of Adam, what it says of itself stays exact: the factors are part of
 * the preconditioner. Of the others no threshold of stability is known then, and it says that it is another one; where all
 * factors are equal it is an ordinary one of that rate.
 */
export function perLayer(rates: readonly LayerRate[], rate: number, at: (rate: number) => Optimizer): Optimizer {
  const factors = new Set(rates.map(({ factor }) => factor))
  const [first = 1] = factors
  if (factors.size < 2) return at(rate * first)
  const plain = at(rate)
  const byFactor = Object.values(Object.groupBy(rates, ({ factor }) => String(factor))) as (readonly LayerRate[])[]
  return {
    begin: plain.begin,
    update(state, weights, gradients, chance) {
      const moved = byFactor.map((group) => {
        const own = Object.fromEntries(group.map(({ name }) => [name, weights[name] as (typeof weights)[string]]))
        // The means are brought forward in place, layer by layer; the count of updates is one for all.
        return at(rate * (group[0]?.factor ?? 1)).update({ ...state }, own, gradients, chance)
      })
      state.updates += 1
      const all = Object.assign({}, ...moved) as typeof weights
      return Object.fromEntries(Object.keys(weights).map((name) => [name, all[name] as (typeof weights)[string]]))
    },
    facts(state) {
      const facts = plain.facts(state)
      if (facts.kind !== 'adam') return { ...facts, kind: 'other' }
      if (facts.preconditioner === null) return facts
      const all = rates.flatMap(({ size, factor }) => Array<number>(size).fill(factor))
      return { ...facts, preconditioner: facts.preconditioner.map((value, i) => value / (all[i] as number)) }
    },
  }
}
