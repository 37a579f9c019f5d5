import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { modularArithmetic, type ModularArithmetic } from '#trainer/data/modular.ts'
import { PROBE_EXAMPLES, probeExamples } from '#trainer/data/probe-examples.ts'
import { answer, OPERATIONS } from '#trainer/data/operations.ts'
import type { Pairs } from '#trainer/data/task.ts'

const settings = fc.record({
  operation: fc.constantFrom(...OPERATIONS),
  modulus: fc.integer({ min: 2, max: 23 }),
  trainFraction: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  corruptionFraction: fc.double({ min: 0, max: 1, noNaN: true }),
})
const seeds = fc.nat(1000)
const placesOf = ({ a, b }: Pairs, modulus: number) => [...a].map((left, i) => left * modulus + b[i]!)
const wrongIn = ({ a, b, labels }: Pairs, { operation, modulus }: ModularArithmetic) =>
  [...labels].filter((label, i) => label !== answer(operation, a[i]!, b[i]!, modulus)).length

describe('modularArithmetic', () => {
  it('asks every pair once, in training or in test, and neither is empty', () => {
    fc.assert(
      fc.property(settings, seeds, (chosen, seed) => {
        const { train, test } = modularArithmetic(chosen, seed)
        const all = [...placesOf(train, chosen.modulus), ...placesOf(test, chosen.modulus)].sort((x, y) => x - y)
        expect(all).toEqual(Array.from({ length: chosen.modulus ** 2 }, (_, place) => place))
        expect(train.a.length).toBeGreaterThan(0)
        expect(test.a.length).toBeGreaterThan(0)
      }),
    )
  })

  it('counts as corrupted only labels that are truly wrong, and corrupts no test label', () => {
    fc.assert(
      fc.property(settings, seeds, (chosen, seed) => {
        const { train, test, corrupted } = modularArithmetic(chosen, seed)
        expect(wrongIn(train, chosen)).toBe(corrupted)
        expect(corrupted).toBe(Math.round(chosen.corruptionFraction * train.labels.length))
        expect(wrongIn(test, chosen)).toBe(0)
        expect(wrongIn({ ...train, labels: train.trueLabels }, chosen)).toBe(0)
        expect(test.trueLabels).toBe(test.labels)
        expect(train.labels.every((label) => label >= 0 && label < chosen.modulus)).toBe(true)
      }),
    )
  })

  it('keeps the wrong labels of a smaller share in a larger one', () => {
    fc.assert(
      fc.property(settings, fc.double({ min: 0, max: 1, noNaN: true }), seeds, (chosen, other, seed) => {
        const [fewer, more] = [chosen.corruptionFraction, other].sort((x, y) => x - y)
        const labelsAt = (corruptionFraction: number) =>
          modularArithmetic({ ...chosen, corruptionFraction }, seed).train
        const [some, all] = [labelsAt(fewer!), labelsAt(more!)]
        some.labels.forEach((label, i) => {
          if (label !== some.trueLabels[i]) expect(all.labels[i]).toBe(label)
        })
      }),
    )
  })

  it('splits alike whatever is corrupted, and otherwise under another seed', () => {
    const clean = { operation: 'add', modulus: 31, trainFraction: 0.6, corruptionFraction: 0 } as const
    const split = (corruptionFraction: number, seed: number) =>
      placesOf(modularArithmetic({ ...clean, corruptionFraction }, seed).train, 31)
    expect(split(0.3, 1)).toEqual(split(0, 1))
    expect(split(0, 2)).not.toEqual(split(0, 1))
  })

  it.each([
    ['add', 5, 4, 2],
    ['subtract', 2, 5, 4],
    ['multiply', 5, 4, 6],
  ] as const)('answers %s(%i, %i) mod 7 with %i', (operation, a, b, wanted) =>
    expect(answer(operation, a, b, 7)).toBe(wanted),
  )

  it('has in its table every question once, row a · p + b, with the true answer', () => {
    const settings = { operation: 'subtract', modulus: 5, trainFraction: 0.5, corruptionFraction: 1 } as const
    const { table } = modularArithmetic(settings, 1)
    expect(table).toMatchObject({ modulus: 5, operation: 'subtract' })
    expect(placesOf(table!.questions, 5)).toEqual(Array.from({ length: 25 }, (_, place) => place))
    expect(wrongIn(table!.questions, settings)).toBe(0)
  })

  it('has the published sizes', () => {
    const size = (modulus: number, trainFraction: number) =>
      modularArithmetic({ operation: 'add', modulus, trainFraction, corruptionFraction: 0 }, 0).train.a.length
    expect([size(97, 0.5), size(31, 0.6), size(113, 0.3)]).toEqual([4704, 576, 3830])
  })
})

describe('probeExamples', () => {
  it('takes the same pairs from both splits every time', () => {
    const task = modularArithmetic({ operation: 'add', modulus: 31, trainFraction: 0.6, corruptionFraction: 0 }, 1)
    const pairs = probeExamples(task, 1)
    expect(pairs).toEqual(probeExamples(task, 1))
    const places = new Set(placesOf(pairs, 31))
    expect(places.size).toBe(PROBE_EXAMPLES)
    const learned = placesOf(task.train, 31).filter((place) => places.has(place)).length
    expect(learned).toBeGreaterThan(250) // 0.6 of 512, give or take
    expect(learned).toBeLessThan(360)
  })
})
