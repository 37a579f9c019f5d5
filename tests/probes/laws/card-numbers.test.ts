import { describe, expect, it } from 'vitest'
import { detectors, probes } from '#probes/index.ts'
import { experiments } from '#trainer/experiments/catalogue.ts'
import { openLab } from '../lab.ts'
import { FIGURES } from './figures/index.ts'

const lab = await openLab()
const TEXTS = ['about', 'caveat', 'estimator', 'edges'] as const

/** A number that stands for itself: no part of a name (float32, nc3), no year, and neither 0, 1 nor 2. */
const NUMBER = /(?<![\p{L}\d.,])\d+(?:[.,]\d+)*(?:e[-−]?\d+)?|[⅓⅔¼¾]/gu
const isLimit = (number: string) => ['0', '1', '2'].includes(number) || /^(19|20)\d\d$/.test(number)

describe('the figures on the cards', () => {
  it.each(FIGURES.map((figure) => [figure.probe, figure.says, figure] as const))('%s: %s', (_id, _says, { check }) =>
    check(lab),
  )

  it('stand on the cards as the table has them', () => {
    const missing = FIGURES.filter(({ probe: id, says }) => {
      const probe = probes.find((one) => one.id === id)
      return !TEXTS.some((text) => probe?.[text].includes(says))
    })
    expect(missing.map(({ probe, says }) => `${probe}: ${says}`)).toEqual([])
  })

  it.each(probes.map((probe) => [probe.id, probe] as const))('of %s are all in the table', (id, probe) => {
    const covered = FIGURES.filter((figure) => figure.probe === id).map(({ says }) => says)
    const uncovered = TEXTS.flatMap((text) => uncoveredIn(probe[text], covered))
    expect(uncovered).toEqual([])
  })
})

/** Numbers of a text that lie in no passage of these, each with the words about it. */
function uncoveredIn(text: string, passages: readonly string[]): string[] {
  const spans = passages.map((says) => [text.indexOf(says), says.length] as const).filter(([from]) => from >= 0)
  return [...text.matchAll(NUMBER)]
    .filter(({ 0: number, index }) => {
      const isCovered = spans.some(([from, length]) => index >= from && index + number.length <= from + length)
      return !isLimit(number) && !isCovered
    })
    .map(({ 0: number, index }) => text.slice(Math.max(0, index - 30), index + number.length + 30))
}

describe('the sources on the cards', () => {
  const references = [
    ...probes.flatMap(({ reference, theory }) => [reference, ...theory.map((line) => line.reference)]),
    ...detectors.map(({ reference }) => reference),
    ...experiments.map(({ reference }) => reference),
  ]

  it('name one paper by one list of authors and one year', () => {
    const names = new Map<string, Set<string>>()
    for (const part of references.flatMap((reference) => reference.split('; '))) {
      const [, name, paper] = /([^,:]*(?:, [^,]*)* \d{4}), (arXiv:[\w./-]+\d)/.exec(part) ?? []
      if (paper === undefined || name === undefined) continue
      const authors = name.replace(/^.*\b(?:of|for|see|by) (?=\p{Lu})/u, '').trim()
      names.set(paper, (names.get(paper) ?? new Set()).add(authors))
    }
    expect(names.size).toBeGreaterThan(70)
    expect([...names].filter(([, said]) => said.size > 1).map(([paper, said]) => [paper, ...said])).toEqual([])
  })

  it('give every arXiv number with its authors and year', () => {
    const bare = references
      .flatMap((reference) => reference.split('; '))
      .filter((part) => /arXiv:/.test(part) && !/ \d{4}, arXiv:/.test(part))
    expect(bare).toEqual([])
  })
})
