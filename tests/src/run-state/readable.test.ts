import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  readableCard,
  readableDeclaration,
  readableFact,
  readableRun,
  readableSummary,
  stateFromFacts,
} from '#src/run-state/index.ts'
import { adaptive, every, type Envelope, type Fact } from '#src/vocabulary/index.ts'
import { runOf } from '../store/reports.ts'
import { factsOf, histories } from './histories.ts'

const fact = (report: unknown) => ({ run: 'r', seq: 0, at: 1_700_000_000_000, report }) as Envelope<Fact>
const read = (report: unknown) => readableFact(fact(report)).report

test('what was stored as it should be is read as it is', () => {
  fc.assert(
    fc.property(histories, ({ reports }) => {
      for (const one of factsOf(reports)) {
        // The cards of tests say less than cards do.
        const { probe, ...said } = one.report as Fact & { readonly probe?: unknown }
        expect(readableFact(one).report).toMatchObject(typeof probe === 'string' ? one.report : said)
      }
    }),
  )
})

test('a run of which only the id is known is called by it, and what nobody knows is said', () => {
  const run = readableRun({ id: 'r' }, { id: 'r', at: 5 })
  expect(run).toMatchObject({ name: 'r', experiment: 'unknown', parameters: {}, seed: NaN, steps: 0, startedAt: 5 })
  expect(readableRun({ ...runOf('r'), backend: null }, { id: 'r', at: 5 }).backend.name).toBe('unknown')
  expect(readableRun(runOf('r'), { id: 'r', at: 5 })).toMatchObject(runOf('r'))
})

test('of a mark its transition is read, and one that says too little or contradicts itself is read as far as it can be', () => {
  const transition = {
    ...{ series: 'test-accuracy', key: 'generalization', onset: { low: 90.5, high: 110, level: 0.9 } },
    ...{ end: 140, before: 0.01, after: 0.99, seenAt: 120, score: 1.4 },
  }
  const marked = (said: unknown) => {
    const mark = { by: 'grokking', step: 100, label: 'Generalization', about: 'It rises', transition: said }
    return (read({ type: 'marked', mark }) as Extract<Fact, { type: 'marked' }>).mark
  }
  expect(marked(transition).transition).toEqual(transition)
  expect(marked({ ...transition, onset: null, end: null }).transition).toMatchObject({ onset: null, end: null })
  const odd = { key: 'k', onset: { low: 9, high: 3, level: 0.9 }, end: 50, before: 'NaN', score: '1' }
  expect(marked(odd).transition).toEqual({
    ...{ series: 'unknown', key: 'k', onset: null, end: null, before: null, after: null, seenAt: 100, score: NaN },
  })
  for (const nothing of [undefined, null, 'x', [], { series: 'a' }])
    expect(marked(nothing)).toEqual({ by: 'grokking', step: 100, label: 'Generalization', about: 'It rises' })
})

test('claims are read that this version can judge and draw, and others are left out', () => {
  const last = { kind: 'at', series: 'x', step: 'last' }
  const claim = { id: 'c', about: 'a', of: last, from: 0, to: null, source: 's', over: 'mean', seeds: 5, steps: 9 }
  const first = { kind: 'first', series: 'x', is: 'above', value: 1 }
  const after = { kind: 'over', series: 'x', take: 'mean', from: first }
  const both = { ...claim, id: 'd', of: { kind: 'ratio', of: after, and: last } }
  const strange = [
    7,
    { ...claim, id: '' },
    { ...claim, steps: -1 },
    ...[null, {}, { ...last, kind: 'wish' }, { ...last, step: first.value / 2 }, { ...after, from: last }].map(
      (of) => ({ ...claim, of }),
    ),
    { ...claim, of: { kind: 'ratio', of: last, and: { kind: 'wish' } } },
  ]
  const started = { type: 'started', run: { id: 'r' }, probes: [], detectors: [] }
  expect(read({ ...started, claims: [...strange, claim, both] })).toMatchObject({ claims: [claim, both] })
  expect(read({ ...started, claims: strange })).toHaveProperty('claims', [])
  expect(read(started)).toMatchObject({ claims: [] })
})

test('nested settings are settings by their path, and lists are what they were written as', () => {
  const parameters = { model: { width: 64, dense: [1, 2] }, rate: 0.1, bias: true, none: null }
  expect(readableRun({ id: 'r', parameters }, { id: 'r', at: 0 }).parameters).toEqual({
    'model.width': 64,
    'model.dense': '[1,2]',
    rate: 0.1,
    bias: 'true',
    none: 'null',
  })
})

test.each([
  [
    'a label half of which is none',
    { type: 'labeled', name: 7, tags: ['a', {}, ''], note: null, archived: 'yes' },
    { name: undefined, tags: ['a'], note: null, archived: undefined },
  ],
  [
    'a note that ends before it begins',
    { type: 'noted', note: { id: 'n', from: 5, to: 3, text: 'x' } },
    { note: { id: 'n', from: 5, to: 5, text: 'x' } },
  ],
  ['a note without a text', { type: 'noted', note: { id: 'n', from: 5 } }, { note: { id: 'n', text: null } }],
  ['an unknown ending', { type: 'ended', how: 'evaporated', step: 3 }, { how: 'evaporated', why: null, weights: '' }],
  ['a failure without a reason', { type: 'failed', probe: 'p', step: 1 }, { why: 'no reason was given' }],
  [
    'an adaptive cadence without its ends',
    { type: 'attached', probe: 'p', step: 0, cadence: { kind: 'adaptive', longest: 'far' } },
    { cadence: adaptive(1, 1), options: {} },
  ],
  [
    'a strange cadence',
    { type: 'attached', probe: 'p', step: 0, cadence: 'often' },
    { cadence: every(1), options: {} },
  ],
  [
    'an unknown command',
    { type: 'applied', step: 1, command: { type: 'levitate' } },
    { command: { type: 'levitate' } },
  ],
  [
    'a mark without words',
    { type: 'marked', mark: { step: 7 } },
    { mark: { by: 'unknown', step: 7, label: 'unknown' } },
  ],
])('%s is read as well as can be', (_case, report, expected) => {
  expect(read(report)).toMatchObject(expected)
})

test.each([
  ['a type that nobody knows', { type: 'sang', step: 1 }, /‘sang’ is not known/],
  ['no report at all', null, /‘without a type’/],
  ['a command without a type', { type: 'applied', command: {}, step: 1 }, /command\.type/],
  ['a step that is none', { type: 'detached', probe: 'p', step: 'soon' }, /step: expected a whole number/],
  ['a word that every object has', { type: 'constructor' }, /not known/],
  ['a note on no step', { type: 'noted', note: { id: 'n', text: 'x' } }, /note\.from: expected a whole number/],
  ['a note without an id', { type: 'noted', note: { from: 1, text: 'x' } }, /note\.id: expected a name/],
  ['a set without a key', { type: 'applied', command: { type: 'set', value: 1 }, step: 1 }, /command\.key/],
])('%s is refused by name', (_case, report, why) => {
  expect(() => read(report)).toThrow(why)
})

test('a card, a declaration and a line of the list say what they are of, or nothing', () => {
  expect(readableCard({ id: 'p', cost: 'gold', options: [{ key: 'k', type: 'dream' }], theory: [null] })).toMatchObject(
    {
      name: 'p',
      cost: 'free',
      options: [],
      theory: [{ label: '', value: null }],
    },
  )
  expect(readableDeclaration({ name: 'a/b', range: [1, 0], group: 7 })).toMatchObject({
    probe: 'a',
    part: 'b',
    range: null,
    group: 'structure',
  })
  for (const reader of [readableCard, readableDeclaration, readableSummary]) expect(reader({ about: 'x' })).toBeNull()
  expect(readableSummary({ run: { id: 'r' } })).toMatchObject({
    status: 'unknown',
    spark: null,
    step: 0,
    ...{ tags: [], note: null, archived: false },
  })
  expect(readableSummary({ run: { id: 'r', group: 3 }, tags: [1, 'a'], note: {}, archived: 1 })).toMatchObject({
    run: { group: null },
    ...{ tags: ['a'], note: null, archived: false },
  })
})

test('whatever was stored, it is read or refused, and folded without an exception', () => {
  const types = [
    'started',
    'attached',
    'retuned',
    'declared',
    'filled',
    'marked',
    'applied',
    'ended',
    'offered',
    'forked',
    'labeled',
    'noted',
  ]
  const junk = fc.anything({ maxDepth: 3 })
  const poison = fc
    .tuple(fc.constantFrom(...types), fc.dictionary(fc.constantFrom(...FIELDS), junk))
    .map(([type, fields]) => ({ ...fields, type }))
  fc.assert(
    fc.property(fc.array(poison, { maxLength: 12 }), (reports) => {
      const facts = reports.flatMap((report, seq) => {
        try {
          return [readableFact({ ...fact(report), seq })]
        } catch (error) {
          expect(String(error)).toMatch(/cannot be read|not known/)
          return []
        }
      })
      expect(stateFromFacts(facts).next).toBe(facts.at(-1) === undefined ? 0 : facts.at(-1)!.seq + 1)
    }),
    { numRuns: 500 },
  )
})

const FIELDS = ['run', 'probe', 'step', 'series', 'cadence', 'options', 'mark', 'command', 'from', 'to', 'goal', 'how', 'set', 'until', 'probes', 'settable', 'claims', 'name', 'tags', 'note', 'archived'] // prettier-ignore

test('what a foreign run says of itself is read as far as it says anything', () => {
  const said = {
    type: 'described',
    step: 4,
    parameters: { lr: 0.1, on: true },
    summary: 'none',
    settable: [{ key: 'rate' }],
  }
  expect(read(said)).toEqual({
    ...{ type: 'described', step: 4, parameters: { lr: 0.1, on: 'true' }, summary: {}, settable: [], steps: undefined },
  })
  expect(() => read({ type: 'described' })).toThrow('expected a whole number from 0')
  const run = readableRun({ ...runOf('r'), seed: null, client: { name: 'python' } }, { id: 'r', at: 5 })
  expect(run).toMatchObject({ seed: null, client: { name: 'python', version: 'unknown', framework: null } })
})
