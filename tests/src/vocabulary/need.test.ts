import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allNeeds, NEEDS, needText, type Need, type NullModel } from '#src/vocabulary/index.ts'
import { alteredBy } from './altered-by.ts'

const FRAME = ['define', 'index']
const folder = join(import.meta.dirname, '..', '..', '..', 'src', 'vocabulary', 'need')
const files = readdirSync(folder).map((file) => basename(file, '.ts'))

describe('the needs', () => {
  it('are one a file, under one name', async () => {
    const fileOf = (need: string) => need.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    expect(allNeeds.map(fileOf).sort()).toEqual(files.filter((file) => !FRAME.includes(file)).sort())
    for (const need of allNeeds) {
      const exported = { ...((await import(join(folder, `${fileOf(need)}.ts`))) as object) }
      expect(exported).toEqual({ [need]: NEEDS[need] })
    }
  })

  it('say in words what they bring, as part of a sentence, each otherwise', () => {
    const texts = allNeeds.map(needText)
    for (const text of texts) expect(text).toMatch(/^[a-z].{10,}[^.]$/)
    expect(new Set(texts).size).toBe(allNeeds.length)
  })

  it('are known under their former spelling; one that is unknown here stands for itself', () => {
    expect(needText('optimiser')).toBe('the kind, rate and moments of the optimizer')
    expect(['entropies', 'toString'].map(needText)).toEqual(['entropies', 'toString'])
  })

  it('are of the weights alone, but for those that ask how the weights came about, answer a push or are a system’s own measurements, and the clock', () => {
    const others: Need[] = [
      ...(['clock', 'optimizer', 'previousGradients', 'previousUpdates', 'profiles', 'series', 'theory'] as const),
      ...(['twin', 'updates'] as const),
    ]
    expect(allNeeds.filter((need) => !NEEDS[need].isOfWeights).sort()).toEqual(others)
  })

  it('come from the system, but for a second network and what was observed', () => {
    expect(allNeeds.filter((need) => NEEDS[need].broughtBy === 'with')).toEqual(['other'])
    expect(allNeeds.filter((need) => NEEDS[need].broughtBy === 'observer')).toEqual(['series'])
  })

  const weights = ['chain', 'head', 'recurrence', 'residueWeights', 'teacher', 'weights']
  it.each<[NullModel, string[]]>([
    ['shuffled-weights', weights],
    ['random-weights', weights],
    ['shuffled-labels', ['chain', 'labels', 'predictions', 'table']],
    ['shuffled-examples', ['chain', 'head', 'hidden', 'predictions']],
  ])('%s alters some', (model, needs) => expect(alteredBy(model).sort()).toEqual(needs))
})
