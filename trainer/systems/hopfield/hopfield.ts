import type { Inputs } from '#probes/inputs.ts'
import { overlapsWithPatterns } from '#probes/maths/physics/hopfield.ts'
import { retrievalOverlap } from '#probes/maths/physics/hopfield-retrieval.ts'
import type { Rule } from '../rule.ts'
import { cueFor, randomPatterns } from './patterns.ts'

export interface HopfieldSettings {
  readonly neurons: number
  /** α: patterns over neurons. */
  readonly load: number
  /** Share of the signs of the cue that are wrong. */
  readonly flipped: number
}

/**
 * Hopfield's associative memory: couplings by Hebb's rule without self-coupling, and neurons that turn one at a time to
 * their field, at temperature T by heat bath. A step is one sweep, every neuron once in an order drawn anew. No matrix of
 * couplings is formed: a field is that of the overlaps, which follow each turn.
 */
export function hopfield({ neurons, load, flipped }: HopfieldSettings, seed: number): Rule {
  const patterns = randomPatterns(Math.max(1, Math.round(load * neurons)), neurons, seed)
  const count = patterns.rows
  // [neurons, patterns], so that what one neuron asks lies together.
  const ofNeuron = new Float64Array(neurons * count)
  patterns.data.forEach(
    (sign: number, at: number) => (ofNeuron[(at % neurons) * count + Math.floor(at / neurons)] = sign),
  )
  const predicted = retrievalOverlap(count / neurons)
  const cue = cueFor(patterns, flipped, seed)
  return {
    begin: () => ({ s: { shape: [neurons], values: cue } }),
    next({ s }, { temperature }, chance) {
      const state = Float64Array.from(s!.values)
      const overlaps = overlapsWithPatterns(patterns, state)
      const heat = chance('heat')
      for (const i of chance('order').shuffled(state.keys())) {
        const own = ofNeuron.subarray(i * count, (i + 1) * count)
        const spin = state[i] as number
        let field = -(count / neurons) * spin
        for (let mu = 0; mu < count; mu++) field += (own[mu] as number) * (overlaps[mu] as number)
        const turned = turn(field, spin, temperature as number, () => heat.uniform())
        if (turned === spin) continue
        state[i] = turned
        for (let mu = 0; mu < count; mu++)
          overlaps[mu] = (overlaps[mu] as number) + (2 * turned * (own[mu] as number)) / neurons
      }
      return { s: { shape: [neurons], values: state } }
    },
    shows: ({ now, settings }) => {
      const state = () => Float64Array.from(now.s!.values)
      return {
        memories: () => ({ patterns, state: state() }),
        theory: (): Inputs['theory'] => {
          const measured = overlapsWithPatterns(
            { ...patterns, rows: 1, data: patterns.data.subarray(0, neurons) },
            state(),
          )
          return settings.temperature === 0 ? { overlap: { measured: measured[0] as number, predicted } } : {}
        },
      }
    },
  }
}

/** Where a neuron turns to in a field; where that is 0, it stays. */
function turn(field: number, spin: number, temperature: number, uniform: () => number): number {
  if (temperature > 0) return uniform() < 1 / (1 + Math.exp((-2 * field) / temperature)) ? 1 : -1
  return field === 0 ? spin : Math.sign(field)
}
