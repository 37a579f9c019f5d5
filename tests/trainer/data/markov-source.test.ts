import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { markovSource } from '#trainer/data/markov-source.ts'

const settings = { symbols: 3, order: 2, contrast: 1.5, length: 6, testSequences: 40_000 }
const task = markovSource(settings, 4)

/** Entropy of symbols in a row, in nats, as counted. */
function countedEntropy(rows: readonly (readonly number[])[]): number {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(String(row), (counts.get(String(row)) ?? 0) + 1)
  let sum = 0
  for (const count of counts.values()) sum -= (count / rows.length) * Math.log(count / rows.length)
  return sum
}

describe('markovSource', () => {
  const { tokens, labels, length } = task.test!
  const rows = Array.from({ length: labels.length / length }, (_, i) => [
    tokens[i * length]!,
    ...labels.slice(i * length, (i + 1) * length),
  ])

  it('asks for what follows', () => {
    for (const row of [0, 7])
      expect([...tokens.slice(row * length + 1, (row + 1) * length)]).toEqual([...labels.slice(row * length, (row + 1) * length - 1)]) // prettier-ignore
  })

  it('states what the best predictor loses at each place, as its own sequences have it', () => {
    const floor = task.floor!
    expect(floor).toHaveLength(6)
    for (const place of [0, 1, 4]) {
      const from = Math.max(0, place - 1)
      const known = rows.map((row) => row.slice(from, place + 1))
      const counted = countedEntropy(rows.map((row) => row.slice(from, place + 2))) - countedEntropy(known)
      expect(Math.abs(counted - floor[place]!), `place ${place}`).toBeLessThan(0.01)
    }
    expect(floor[0]!).toBeGreaterThan(floor[1]! + 0.02)
    expect(floor.slice(1).every((nats) => nats === floor[1])).toBe(true)
  })

  it('begins as it goes on: every symbol as often at the first place as at the last', () => {
    for (const symbol of [0, 1, 2]) {
      const at = (place: number) => rows.filter((row) => row[place] === symbol).length / rows.length
      expect(Math.abs(at(0) - at(6))).toBeLessThan(0.015)
    }
  })

  it('is the source of its seed, whoever draws from it; without contrast all symbols are alike', () => {
    expect(markovSource({ ...settings, testSequences: 5 }, 4).floor).toEqual(task.floor)
    expect(markovSource(settings, 5).floor).not.toEqual(task.floor)
    const even = markovSource({ ...settings, contrast: 0 }, 4).floor!
    even.forEach((nats) => expect(nats).toBeCloseTo(Math.log(3), 12))
    const [one, other] = [1, 2].map((seed) => task.draw!(openStream(seed, 'x'), 3).tokens)
    expect(one).not.toEqual(other)
  })
})
