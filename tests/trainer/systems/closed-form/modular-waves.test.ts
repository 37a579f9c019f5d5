import { describe, expect, it } from 'vitest'
import { waveSignalToNoise } from '#probes/maths/physics/wave-noise.ts'
import { openStream } from '#src/vocabulary/random.ts'
import {
  EXPRESSION_NAMES,
  EXPRESSIONS,
  isVariable,
  logarithms,
  valueOf,
} from '#trainer/systems/closed-form/expressions.ts'
import { openExpert, openSum } from '#trainer/systems/closed-form/wave-experts.ts'
import { answeringWaves, drawWaves, readingWaves, waveLogits } from '#trainer/systems/closed-form/wave-network.ts'

const stream = (name: string) => openStream(3, name)

describe('expressions', () => {
  it.each(EXPRESSION_NAMES)('%s has the value that its name says', (name) => {
    const asked = name.replaceAll('^', '**')
    const { terms } = EXPRESSIONS[name]
    for (const residues of [
      [0, 0, 0, 0],
      [4, 7, 2, 9],
      [10, 1, 5, 5],
    ]) {
      const value = new Function('a', 'b', 'c', 'd', `return ${asked}`)(...residues) as number
      expect(terms.reduce((sum, term) => sum + valueOf(term, residues, 11), 0) % 11).toBe(value % 11)
    }
  })

  it('tells a variable from what has to be computed', () => {
    expect(EXPRESSIONS['a^3+a*b'].terms.map(isVariable)).toEqual([false, false])
    expect(EXPRESSIONS['a+b'].terms.map(isVariable)).toEqual([true, true])
    expect(isVariable({ coefficient: 2, powers: [1, 0] })).toBe(false)
  })

  it('has a logarithm for every residue of a prime but 0, and none for another modulus', () => {
    for (const [modulus, generator] of [
      [2, 1],
      [7, 3],
      [23, 5],
      [97, 5],
    ] as const) {
      const found = logarithms(modulus)
      const powers = Array.from({ length: modulus - 1 }, (_, i) =>
        valueOf({ coefficient: 1, powers: [i] }, [generator], modulus),
      )
      expect(powers.map((residue) => found[residue])).toEqual([...powers.keys()])
    }
    expect(() => logarithms(15)).toThrow('Expected a prime modulus, which has a generator, got 15')
  })
})

describe('a network of waves', () => {
  it('answers every product right, those with 0 too, also of powers and with a coefficient', () => {
    const modulus = 23
    for (const term of [
      { coefficient: 1, powers: [1, 1] },
      { coefficient: 5, powers: [3, 2] },
      { coefficient: 2, powers: [0, 2] },
    ]) {
      const answers = openExpert(term, modulus, 600, stream('expert'))
      for (let a = 0; a < modulus; a++) {
        for (let b = 0; b < modulus; b++) {
          const logits = answers([a, b])
          expect(logits.indexOf(Math.max(...logits))).toBe(valueOf(term, [a, b], modulus))
        }
      }
    }
  })

  it('sums what experts say and variables as they are', () => {
    const modulus = 23
    const terms = [
      { coefficient: 1, powers: [2, 0] },
      { coefficient: 1, powers: [0, 1] },
    ]
    const experts = [openExpert(terms[0]!, modulus, 400, stream('expert')), null]
    const answers = openSum(terms, experts, modulus, 400, stream('sum'))
    for (const [a, b] of [
      [0, 0],
      [3, 0],
      [0, 7],
      [22, 22],
      [9, 14],
    ] as const) {
      const logits = answers([a, b])
      expect(logits.indexOf(Math.max(...logits))).toBe((a * a + b) % modulus)
    }
  })

  it('gives the right answer 1 on average, and knows nothing where its neurons raise to another power', () => {
    const [order, terms, neurons] = [31, 3, 4000]
    const network = drawWaves(order, terms, neurons, stream('waves'))
    const reading = [0, 1, 2].map((s) => readingWaves(network, s))
    const answering = answeringWaves(network)
    const asked = Array.from({ length: 60 }, (_, i) => [i % order, (7 * i + 3) % order, (i * i) % order])
    const logitsBy = (power: number) =>
      asked.map((elements) => {
        const read = new Float64Array(neurons)
        elements.forEach((x, s) => read.forEach((sum, k) => (read[k] = sum + reading[s]![k * order + x]!)))
        return waveLogits(read, answering, power)
      })
    const answerOf = (elements: number[]) => elements.reduce((sum, x) => sum + x, 0) % order
    const rightOf = (all: Float64Array[]) =>
      all.filter((logits, i) => logits.indexOf(Math.max(...logits)) === answerOf(asked[i]!)).length / all.length
    const cubed = logitsBy(3)
    expect(rightOf(cubed)).toBe(1)
    const mean = cubed.reduce((sum, logits, i) => sum + logits[answerOf(asked[i]!)]!, 0) / cubed.length
    expect(Math.abs(mean - 1)).toBeLessThan(0.15) // of 4000 neurons one logit is known to 0.08
    expect(rightOf(logitsBy(2))).toBeLessThan(0.2)
  })

  it('stands out of its noise as moments of cosines have it', () => {
    // Of a large group only the plain moment counts: S! / 2^S over √(E[Z^2S] / 2N).
    const [neurons, order] = [100, 997]
    // E[Z²], E[Z⁴] and E[Z⁶] of one, two and three cosines, by hand: 1/2, 9/4 and 465/16.
    for (const [terms, signal, moment] of [
      [1, 1 / 2, 1 / 2],
      [2, 1 / 2, 9 / 4],
      [3, 3 / 4, 465 / 16],
    ] as const) {
      const expected = signal / Math.sqrt(moment / 2 / neurons)
      expect(waveSignalToNoise(order, terms, neurons) / expected).toBeCloseTo(1, 2)
    }
    expect(waveSignalToNoise(97, 2, 400) / waveSignalToNoise(97, 2, 100)).toBeCloseTo(2, 1)
  })
})
