import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { linearCongruential } from '#trainer/data/linear-congruential.ts'
import { chosenSequences, sequencesIn, type Sequences } from '#trainer/data/sequences.ts'
import { probeExamples } from '#trainer/data/probe-examples.ts'
import { joined, rowsOf, sizeOf } from '#trainer/data/task.ts'

const settings = { modulus: 64, length: 32, trainFraction: 0.8, testSequences: 400 }
const task = linearCongruential(settings, 3)
const rowOf = ({ tokens, labels, length }: Sequences, i: number) => [
  ...tokens.subarray(i * length, (i + 1) * length),
  labels[(i + 1) * length - 1]!,
]

/** a and c of a sequence: the differences of an odd step are multiplied by a each time. */
function generatorOf(numbers: number[], modulus = 64): string {
  const [x, y, z] = numbers as [number, number, number]
  for (let a = 1; a < modulus; a += 4)
    for (let c = 1; c < modulus; c += 2)
      if ((a * x + c) % modulus === y && (a * y + c) % modulus === z) return `${a} ${c}`
  return 'none'
}

describe('sequences of random number generators', () => {
  it('each follow one of full period: bit i of them has the period 2^(i+1)', () => {
    const long = linearCongruential({ ...settings, length: 130, testSequences: 20 }, 3).test!
    for (let one = 0; one < 20; one++) {
      const numbers = rowOf(long, one)
      expect(new Set(numbers.slice(0, 64)).size).toBe(64)
      for (let bit = 0; bit < 6; bit++) {
        const ofBit = numbers.map((x) => (x >> bit) & 1)
        const isPeriod = (period: number) => ofBit.every((value, t) => t < period || value === ofBit[t - period])
        expect([isPeriod(2 ** (bit + 1)), isPeriod(2 ** bit)]).toEqual([true, false])
      }
    }
  })

  it('are split by their generators: what is judged was never learned from', () => {
    const generatorsIn = (split: Sequences) =>
      new Set(Array.from({ length: sequencesIn(split) }, (_, i) => generatorOf(rowOf(split, i))))
    const learned = generatorsIn(task.draw!(openStream(1, 'many'), 5000))
    const [watched, judged] = [generatorsIn(task.train), generatorsIn(task.test!)]
    expect(learned.has('none') || judged.has('none')).toBe(false)
    expect(learned.size).toBe(410) // 80 % of 512, each of which 5,000 draws will have met
    expect([...watched].every((one) => learned.has(one))).toBe(true)
    expect(judged.size).toBeGreaterThan(80)
    expect([...judged].some((one) => learned.has(one))).toBe(false)
  })

  it('have the floor that counting gives: what still may follow, averaged over all that there are', () => {
    const modulus = 16
    const { floor } = linearCongruential({ ...settings, modulus, length: 5 }, 0)
    const all: number[][] = []
    for (let a = 1; a < modulus; a += 4)
      for (let c = 1; c < modulus; c += 2)
        for (let x = 0; x < modulus; x++) {
          const numbers = [x]
          while (numbers.length < 6) numbers.push((a * numbers.at(-1)! + c) % modulus)
          all.push(numbers)
        }
    for (let t = 0; t < 5; t++) {
      const begins = Map.groupBy(all, (numbers) => numbers.slice(0, t + 1).join(' '))
      let nats = 0
      for (const group of begins.values())
        for (const same of Map.groupBy(group, (numbers) => numbers[t + 1]).values())
          nats -= same.length * Math.log(same.length / group.length)
      expect(floor![t]).toBeCloseTo(nats / all.length, 12)
    }
  })

  it('come again for the same seed and name, and no others', () => {
    const again = linearCongruential(settings, 3)
    expect(again.train.tokens).toEqual(task.train.tokens)
    expect(again.draw!(openStream(3, 'x'), 4)).toEqual(task.draw!(openStream(3, 'x'), 4))
    expect(linearCongruential(settings, 4).train.tokens).not.toEqual(task.train.tokens)
  })

  it('are examples as others are: counted, chosen, joined and looked at whole', () => {
    expect([sizeOf(task.train), sizeOf(task.test!)]).toEqual([128, 400])
    const chosen = rowsOf(task.train, [5, 2]) as Sequences
    expect(chosen).toEqual(chosenSequences(task.train, Int32Array.of(5, 2)))
    expect([rowOf(chosen, 0), rowOf(chosen, 1)]).toEqual([rowOf(task.train, 5), rowOf(task.train, 2)])
    expect(chosen.trueLabels).toBe(chosen.labels)
    const both = joined(task.train, chosen) as Sequences
    expect([sizeOf(both), rowOf(both, 128)]).toEqual([130, rowOf(task.train, 5)])
    // 512 rows of what is hidden: 16 sequences of 32 positions.
    expect(sizeOf(probeExamples(task, 0))).toBe(16)
  })
})
