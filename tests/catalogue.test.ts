import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cardOf, type Probe } from '#probes/define.ts'
import { definitions, transitionDetectors, UNASKED } from '#probes/detectors/index.ts'
import { watchedBy } from '#probes/detectors/fold.ts'
import { detectors, probes } from '#probes/index.ts'
import { README, readmeText } from '#probes/readme.ts'
import { GROUPS, type OptionCard } from '#src/vocabulary/index.ts'
import { allows, camelCase, cardFaults } from '#trainer/user-probes/card-rules.ts'
import { imbalanceOf } from '#trainer/user-probes/latex-balance.ts'
import { FRAME } from '#trainer/user-probes/project-probes.ts'

/** What every card must say, so that a page or a person who meets a probe for the first time can rely on it. */
const folder = join(import.meta.dirname, '..', 'probes')
const namesIn = (of: string) =>
  readdirSync(of)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => basename(file, '.ts'))
const files = namesIn(folder).filter((file) => !FRAME.includes(file))
/** Files of detectors/ that are no detector each. */
const DETECTOR_FRAME = ['define', 'fold', 'index']

describe('the catalogue', () => {
  it('has no id twice', () => {
    const ids = [...probes, ...detectors].map(({ id }) => id)
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
  })

  it('lists every file of the folder', () => {
    expect(probes.map(({ id }) => id).sort()).toEqual(files.sort())
    const others = namesIn(join(folder, 'detectors')).filter((file) => !DETECTOR_FRAME.includes(file))
    expect(detectors.map(({ id }) => id).sort()).toEqual(others.sort())
  })

  it('stands in the order of the groups', () => {
    const places = probes.map(({ group }) => GROUPS.indexOf(group))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places).not.toContain(-1)
  })

  it('has a README that is not stale: run node probes/readme.ts', () =>
    expect(existsSync(README) ? readFileSync(README, 'utf8') : '').toBe(readmeText()))

  it('has as many probes as the README says', () => {
    const [, count] = /(\d+) observables/.exec(readFileSync(join(folder, '..', 'README.md'), 'utf8')) ?? []
    expect(Number(count)).toBe(probes.length)
  })

  it('names in every detector series that some probe gives', () => {
    const series = probes.filter(({ output }) => output.kind === 'scalar' && output.parts === 'one').map(({ id }) => id)
    for (const detector of detectors) {
      const watched = watchedBy(detector, {}).map((one) => one.series)
      expect(watched.length).toBeGreaterThan(0)
      // A part of a probe that has several is its own affair.
      const whole = watched.filter((name) => !name.includes('/'))
      expect(series).toEqual(expect.arrayContaining(whole))
    }
    expect(detectors.map(({ id }) => id)).toEqual(expect.arrayContaining([...UNASKED]))
  })
})

describe.each(probes.map((probe) => [probe.id, probe] as const))('the card of %s', (id, probe) => {
  it('is one idea in one file under one name', async () => {
    expect(await exportsOf(id)).toEqual({ [camelCase(id)]: probe })
  })

  it('leaves nothing unsaid', () => {
    const { name, symbol, formula, unit, about, caveat, estimator, edges, reference } = probe
    for (const text of [symbol, unit]) expect(text).toMatch(/^\S/)
    // A legend and a terminal show the symbol as it is.
    expect(symbol).not.toMatch(/[\\{}$]/)
    for (const text of [name, formula, about, caveat, estimator, edges, reference]) expect(text).toMatch(/^\S.{3,}\S$/)
    for (const text of [about, caveat, estimator, edges]) expect(text).not.toMatch(/\.$|TODO/)
    for (const text of [name, about, caveat, estimator, edges]) expect(text).toMatch(/^(?![a-z]{3})/)
    expect(name).toMatch(/^[A-Z]/)
    expect(probe.reference).toMatch(/\d{4}/)
  })

  it('keeps to what every card must', () => expect(cardFaults(probe)).toEqual([]))

  it('says what theory predicts, and who showed it', () => {
    for (const { label, reference, value } of probe.theory) {
      expect(label).toMatch(/^[A-Z].{3,}[^.]$/)
      expect(reference).toMatch(/\d{4}/)
      if (value !== null) expect(Number.isFinite(value)).toBe(true)
    }
  })

  it('names a null model if it speaks of structure', () => {
    if (probe.group === 'structure') expect(probe.nulls.length).toBeGreaterThan(0)
  })

  it('names in its options series that there are', () => {
    for (const option of probe.options) expect(allowsHere(option), option.key).toBe(true)
  })

  it('has a test', () => {
    const tests = readdirSync(join(import.meta.dirname, 'probes')).filter((file) => file.endsWith('.test.ts'))
    const texts = tests.map((file) => readFileSync(join(import.meta.dirname, 'probes', file), 'utf8'))
    expect(texts.some((text) => text.includes(`'#probes/${id}.ts'`))).toBe(true)
  })
})

describe.each(definitions.map((detector) => [detector.id, detector] as const))('the card of %s', (id, definition) => {
  const detector = detectors.find((one) => one.id === id) as Probe

  it('is one idea in one file under one name', async () =>
    expect(await exportsOf(`detectors/${id}`)).toEqual({ [camelCase(id)]: definition }))

  it('leaves nothing unsaid', () => {
    const { name, symbol, formula, about, caveat, estimator, edges, reference } = detector
    expect(symbol).toMatch(/^\S/)
    expect(symbol).not.toMatch(/[\\{}$]/)
    for (const text of [name, formula, about, caveat, estimator, edges, reference]) expect(text).toMatch(/^\S.{3,}\S$/)
    for (const text of [about, caveat, estimator, edges]) expect(text).not.toMatch(/\.$|TODO/)
    for (const text of [name, about, caveat, estimator, edges]) expect(text).toMatch(/^(?![a-z]{3})/)
    expect(name).toMatch(/^[A-Z]/)
    expect(reference).toMatch(/\d{4}/)
  })

  it('keeps to what every card must, as data', () => {
    expect(cardFaults(detector)).toEqual([])
    expect(JSON.parse(JSON.stringify(cardOf(detector)))).toEqual(cardOf(detector))
  })

  it('has a test', () => {
    const tests = join(import.meta.dirname, 'probes', 'detectors')
    const texts = readdirSync(tests).map((file) => readFileSync(join(tests, file), 'utf8'))
    // The laws try all that see transitions.
    const isInLaws =
      transitionDetectors.includes(definition) && texts.some((text) => text.includes('transitionDetectors'))
    expect(isInLaws || texts.some((text) => text.includes(`'#probes/detectors/${id}.ts'`))).toBe(true)
  })
})

describe('the rules themselves', () => {
  const card = probes.find(({ id }) => id === 'weight-norm') as Probe
  const option = { key: 'k', about: 'How many', type: 'number', default: 11, min: 1, max: 10 } as const
  it.each<[RegExp, object]>([
    [/^id:/, { id: 'weightNorm' }],
    [/^caveat:/, { caveat: ' ' }],
    [/^measure:/, { measure: null }],
    [/JSON/, { unit: '1', extra: () => 1 }],
    [/needs: expected at least one/, { needs: [] }],
    [/needs: there is no wieghts/, { needs: ['wieghts'] }],
    [/needs: names the same one twice/, { needs: ['weights', 'weights'] }],
    [/'series' goes with an option/, { needs: ['series'] }],
    [/^group:/, { group: 'colors' }],
    [/^cost:/, { cost: 'cheap' }],
    [/may not run every step/, { cost: 'passes', cadence: { kind: 'every', steps: 1 } }],
    [/may not run every step/, { cost: 'passes', cadence: { kind: 'adaptive', shortest: 1, longest: 16 } }],
    [
      /an adaptive one follows the curve of single numbers/,
      { cadence: { kind: 'adaptive', shortest: 1, longest: 16 }, output: { ...card.output, kind: 'spectrum' } },
    ],
    [/expected to be due at step 0/, { cadence: { kind: 'every', steps: 0 } }],
    [/output: expected one of/, { output: { ...card.output, kind: 'surface' } }],
    [/a spectrum has an axis/, { output: { ...card.output, kind: 'spectrum' } }],
    [/a histogram; a scalar and a matrix have none/, { output: { ...card.output, axis: 'index' } }],
    [/only points have a facet or a path/, { output: { ...card.output, path: 'closed' } }],
    [/only a spectrum has a grid/, { output: { ...card.output, kind: 'curve', axis: 'x', grid: [1, 2] } }],
    [/grid is not in order/, { output: { ...card.output, kind: 'spectrum', axis: 'index', grid: [2, 1] } }],
    [/1 to 0 is not a range/, { output: { ...card.output, range: [1, 0] } }],
    [/^nulls: expected/, { nulls: ['shuffled-weather'] }],
    [/^nulls: names the same one twice/, { nulls: ['random-weights', 'random-weights'] }],
    [/^remembers:/, { remembers: true }],
    [/two have the same key/, { options: [option, option] }],
    [/options.k: the default/, { options: [option] }],
    [/formula: missing }/, { formula: '\\frac{1}{2' }],
  ])('see %s', (sentence, change) => {
    expect(cardFaults(card)).toEqual([])
    expect(cardFaults({ ...card, ...change } as Probe)).toContainEqual(expect.stringMatching(sentence))
  })

  it.each(['\\frac{1}{2', 'a}', '\\bigl( x', '\\left( x \\right.', '\\begin{cases} x', '$x$', '\\', '( x ]'])(
    'see that %s is not balanced',
    (formula) => expect(imbalanceOf(formula)).not.toBeNull(),
  )

  it('see a default out of its range', () => {
    expect(allowsHere(option)).toBe(false)
    expect(allowsHere({ ...option, default: 10 })).toBe(true)
    expect(allowsHere({ ...option, type: 'integer', default: 2.5 })).toBe(false)
    expect(allowsHere({ key: 's', about: 'Which series', type: 'series', default: 'test-loss' })).toBe(true)
    expect(allowsHere({ key: 's', about: 'Which series', type: 'series', default: 'weight-norm' })).toBe(false)
    expect(allowsHere({ key: 'v', about: 'Which one', type: 'choice', default: 'c', choices: ['a', 'b'] })).toBe(false)
  })
})

async function exportsOf(id: string): Promise<Record<string, unknown>> {
  return { ...((await import(join(folder, `${id}.ts`))) as Record<string, unknown>) }
}

/** In the catalogue, the default of an option that names a series is one that there is. */
function allowsHere(option: OptionCard): boolean {
  return allows(option) && (option.type !== 'series' || scalarSeries(option.default))
}

/** Whether a name is that of a scalar series: a probe of one, or a probe of many with a part after the slash. */
function scalarSeries(name: string): boolean {
  const [id, part = null] = name.split('/')
  const output = probes.find((probe) => probe.id === id)?.output
  return output?.kind === 'scalar' && (output.parts === 'one') === (part === null)
}
