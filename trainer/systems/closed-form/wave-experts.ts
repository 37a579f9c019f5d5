import type { RandomStream } from '#src/vocabulary/random.ts'
import { lazily } from '#trainer/tensors/index.ts'
import { logarithms, type Monomial } from './expressions.ts'
import { answeringWaves, drawWaves, readingWaves, waveLogits } from './wave-network.ts'

/** From residues, one a variable, to a logit for each residue. */
export type WaveAnswers = (residues: readonly number[]) => Float64Array

/** What the neuron that answers 0 gives it: more than any sum of waves. */
const ZERO = 10
/** By which an expert's logits are multiplied before their softmax: a tenth between two is then a certainty. */
const CERTAINTY = 100

/**
 * A network that knows one monomial: products are sums of logarithms, which it adds by waves. Zero has no logarithm: one
 * more neuron sees it, and outvotes the rest.
 */
export function openExpert(
  { coefficient, powers }: Monomial,
  modulus: number,
  neurons: number,
  stream: RandomStream,
): WaveAnswers {
  const factors = [...powers.keys()].filter((variable) => (powers[variable] as number) > 0)
  const order = modulus - 1
  const logOf = logarithms(modulus)
  const network = drawWaves(order, factors.length, neurons, stream)
  const reading = factors.map((_, s) => readingWaves(network, s))
  const answering = answeringWaves(network)
  const shift = logOf[coefficient % modulus] as number
  return (residues) => {
    const read = new Float64Array(neurons)
    let zeros = 0
    factors.forEach((variable, s) => {
      const residue = residues[variable] as number
      if (residue === 0) zeros += 1
      else {
        const place = ((powers[variable] as number) * (logOf[residue] as number)) % order
        read.forEach((sum, k) => (read[k] = sum + (reading[s]![k * order + place] as number)))
      }
    })
    const ofLogarithms = waveLogits(read, answering, factors.length)
    const logits = new Float64Array(modulus)
    for (let residue = 1; residue < modulus; residue++)
      logits[residue] = ofLogarithms[((logOf[residue] as number) - shift + order) % order] as number
    logits[0] = ZERO * zeros ** factors.length
    return logits
  }
}

/** A network that sums terms by waves, each a variable as it is or what an expert thinks of it. */
export function openSum(
  terms: readonly Monomial[],
  experts: readonly (WaveAnswers | null)[],
  modulus: number,
  neurons: number,
  stream: RandomStream,
): WaveAnswers {
  const network = drawWaves(modulus, terms.length, neurons, stream)
  const reading = lazily(() => terms.map((_, s) => readingWaves(network, s)))
  const answering = answeringWaves(network)
  return (residues) => {
    const read = new Float64Array(neurons)
    terms.forEach(({ powers }, s) => {
      const expert = experts[s] ?? null
      const waves = reading()[s] as Float64Array
      if (expert === null) {
        const residue = residues[powers.indexOf(1)] as number
        read.forEach((sum, k) => (read[k] = sum + (waves[k * modulus + residue] as number)))
      } else addExpected(read, waves, softmax(expert(residues)))
    })
    return waveLogits(read, answering, terms.length)
  }
}

/** What neurons read of a residue that is known by the odds of each. */
function addExpected(read: Float64Array, waves: Float64Array, odds: Float64Array): void {
  const modulus = odds.length
  odds.forEach((share, residue) => {
    // Nearly all of them: what is left out is below the rounding of what is added.
    if (share < 1e-16) return
    read.forEach((sum, k) => (read[k] = sum + share * (waves[k * modulus + residue] as number)))
  })
}

function softmax(logits: Float64Array): Float64Array {
  const largest = Math.max(...logits)
  const weights = logits.map((logit) => Math.exp(CERTAINTY * (logit - largest)))
  const total = weights.reduce((sum, one) => sum + one, 0)
  return weights.map((one) => one / total)
}
