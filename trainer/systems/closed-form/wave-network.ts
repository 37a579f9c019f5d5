import type { RandomStream } from '#src/vocabulary/random.ts'
import { waveSignal } from '#probes/maths/physics/wave-noise.ts'

/**
 * A network of one hidden layer that adds in the cyclic group of an order, without having been trained: neuron k reads each
 * term s as a wave cos(2πσ_k x/order + φ_ks), raises the sum of all to the power of their number S, and answers q by a wave
 * whose phase is the sum of theirs. What does not belong to the sum has random phases, and averages out over neurons.
 */
export interface WaveNetwork {
  readonly order: number
  readonly terms: number
  /** σ_k, one a neuron, below half the order. */
  readonly frequencies: Int32Array
  /** φ_ks, the terms of a neuron together. */
  readonly phases: Float64Array
}

export function drawWaves(order: number, terms: number, neurons: number, stream: RandomStream): WaveNetwork {
  const highest = Math.ceil(order / 2) - 1
  return {
    order,
    terms,
    frequencies: Int32Array.from({ length: neurons }, () => 1 + stream.integer(highest)),
    phases: Float64Array.from({ length: neurons * terms }, () => 2 * Math.PI * stream.uniform()),
  }
}

/** What each neuron reads of term s at every element of the group, [neurons, order] */
export function readingWaves({ order, terms, frequencies, phases }: WaveNetwork, s: number): Float64Array {
  const waves = new Float64Array(frequencies.length * order)
  frequencies.forEach((frequency, k) => {
    for (let x = 0; x < order; x++)
      waves[k * order + x] = Math.cos(
        (2 * Math.PI * ((frequency * x) % order)) / order + (phases[k * terms + s] as number),
      )
  })
  return waves
}

/** What each neuron adds to every answer, in units in which the right answer gets 1 on average; [neurons, order] */
export function answeringWaves({ order, terms, frequencies, phases }: WaveNetwork): Float64Array {
  const waves = new Float64Array(frequencies.length * order)
  const scale = 1 / (frequencies.length * waveSignal(terms))
  frequencies.forEach((frequency, k) => {
    let phase = 0
    for (let s = 0; s < terms; s++) phase += phases[k * terms + s] as number
    for (let q = 0; q < order; q++)
      waves[k * order + q] = scale * Math.cos((2 * Math.PI * ((frequency * q) % order)) / order + phase)
  })
  return waves
}

/** From what the neurons of a network read in sum, [neurons], to its logits, [order]. */
export function waveLogits(read: Float64Array, answering: Float64Array, terms: number): Float64Array {
  const order = answering.length / read.length
  const logits = new Float64Array(order)
  read.forEach((sum, k) => {
    const raised = sum ** terms
    for (let q = 0; q < order; q++) logits[q] = (logits[q] as number) + raised * (answering[k * order + q] as number)
  })
  return logits
}
