import { describe, expect, it } from 'vitest'
import { experimentText } from '#src/cli/new/texts.ts'
import { membersFor } from '#src/cli/verify/members.ts'
import { assertSound } from '#trainer/user-experiments/assert-sound.ts'
import { loadedExperiment } from '#trainer/user-experiments/load-experiment.ts'
import { FILE, GOOD, replaced } from './files.ts'

const load = (text: string) => loadedExperiment(FILE, text)
const claimingAlong = (along: unknown) => replaced('to: null,', `to: null, along: ${JSON.stringify(along)} as never,`)
const judge = (text: string) => assertSound(load(text))

describe('the file of an experiment', () => {
  it('is an experiment like those of the catalogue, and knows its text', () => {
    const experiment = load(GOOD)
    assertSound(experiment)
    expect(experiment).toMatchObject({ id: 'my-experiment', steps: 200, own: { file: FILE, text: GOOD } })
    expect(experiment.provides).toContain('classes')
    expect(experiment.own?.hash).not.toBe(load(GOOD.replace('steps: 200', 'steps: 201')).own?.hash)
  })

  it('is claimed of the runs along a setting, where it says so', () => {
    const along = { key: 'width', values: [4, 8, 16], take: 'exponent' }
    const experiment = load(claimingAlong(along))
    assertSound(experiment)
    expect(experiment.claims[0]).toMatchObject({ id: 'learns', along })
    const [, one, two] = membersFor(experiment, { seeds: [0], set: [], tier: 'ci' })
    expect([one, two].map((member) => member?.plan.parameters.width)).toEqual([8, 16])
  })

  it('is read once: what it changes later changes nothing', () => {
    const text = GOOD.replace('export default', 'const mine =')
    const experiment = load(`${text}\nexport default mine\nObject.assign(globalThis, { changedLater: mine })`)
    const { changedLater } = globalThis as unknown as { changedLater: { steps: number; probes: string[] } }
    changedLater.steps = 7
    changedLater.probes.push('no-such-probe')
    expect(experiment.steps).toBe(200)
    expect(experiment.probes).not.toContain('no-such-probe')
  })

  it('says where its recipe throws, whoever calls it', () => {
    const experiment = load(
      replaced('({ separation,', '() => { throw new Error("Of its own") }, other: ({ separation,'),
    )
    const line = GOOD.split('\n').findIndex((one) => one.includes('recipe:')) + 1
    expect(() => experiment.recipe?.({}, 0)).toThrow(new RegExp(`^Of its own \\(my-experiment\\.ts:${line}:\\d+\\)$`))
    expect(() => experiment.provides).toThrow(/Of its own/)
  })
})

/** What a door must bear: nothing of it takes the process with it, and each is told as what it is. */
describe('a file is refused that', () => {
  it.each<[string, string, RegExp]>([
    [
      'defines nothing',
      'export const mine = 1',
      /^Expected 'export default defineExperiment.*; it has no default export/,
    ],
    ['defines a number', 'export default 3', /its default export is number/],
    ['defines null', 'export default null', /its default export is object/],
    ['has no recipe', 'export default { id: "my-experiment" }', /its default export has no recipe/],
    ['has another id', replaced("id: 'my-experiment'", "id: 'another'"), /its id is 'another'/],
    [
      'has a getter that throws',
      `export default { ...{}, get id() { throw new Error('Not to be read') }, recipe() {} }`,
      /^Not to be read/,
    ],
    [
      'is a proxy that throws',
      `export default new Proxy({}, { get() { throw new Error('Nothing to be read') } })`,
      /^Nothing to be read/,
    ],
    [
      'refers to itself',
      `const mine: any = { id: 'my-experiment', recipe() {} }\nmine.parameters = mine\nexport default mine`,
      /^At experiment\.\w+: expected/,
    ],
    [
      'has claims in each other without end',
      replaced("of: lastOf('test-accuracy')", 'of: endless()').concat(
        'function endless(): any { const of: any = { kind: "ratio" }; of.of = of; of.and = of; return of }',
      ),
      /^At experiment\.claims/,
    ],
    [
      'has NaN for its steps',
      replaced('steps: 200', 'steps: NaN'),
      /^At experiment\.steps: expected a whole number from 1, got NaN/,
    ],
    ['has half a step', replaced('steps: 200', 'steps: 1.5'), /^At experiment\.steps: expected a whole number/],
    ['has a seed below 0', replaced('seed: 0', 'seed: -1'), /^At experiment\.seed: expected a whole number from 0/],
    [
      'has infinity for a bound',
      replaced('p.number(3, 0, 100,', 'p.number(3, 0, Infinity,'),
      /^At experiment\.parameters\[0\].*max: expected a finite number/,
    ],
    [
      'has a text as long as a book',
      replaced("name: 'My experiment'", "name: 'x'.repeat(1e6)"),
      /^At experiment\.name: expected a name, 1 to 256/,
    ],
    [
      'has too many settings',
      replaced(
        'parameters: {',
        'parameters: { ...Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`s${i}`, p.width(1)])),',
      ),
      /^At experiment\.parameters: expected at most 1024/,
    ],
    [
      'claims along values that are no numbers',
      claimingAlong({ key: 'width', values: [4, null], take: 'exponent' }),
      /^At experiment\.claims\[0\]\.along\.values\[1\]: expected a finite number, got null/,
    ],
    [
      'claims what is not taken of runs along a setting',
      claimingAlong({ key: 'width', values: [4, 8], take: 'slope' }),
      /^At experiment\.claims\[0\]\.along\.take: expected one of exponent, argmin, got 'slope'/,
    ],
    ['throws while it is loaded', `${GOOD}\nthrow new Error('At the top')`, /^At the top \(my-experiment\.ts:\d+:7\)/],
    ['waits while it is loaded', `await 0\n${GOOD}`, /^Uses await while it is loaded; an experiment only defines/],
    [
      'imports a module of Node',
      `import 'node:child_process'\n${GOOD}`,
      /^Imports 'node:child_process'; an experiment imports from/,
    ],
    ['imports a package', `import 'rxjs'\n${GOOD}`, /^Imports 'rxjs'; an experiment imports/],
    [
      'climbs out of the rooms',
      `import '#trainer/experiments/../backend/index.ts'\n${GOOD}`,
      /^Imports '#trainer\/experiments\/\.\.\/backend/,
    ],
    ['climbs out of the checkout', `import '#trainer/data/../../../../etc/passwd'\n${GOOD}`, /^Imports /],
    ['is no code', '\u0000\u0001', /my-experiment\.ts/],
  ])('%s', (_, text, why) => {
    expect(() => load(text)).toThrow(why)
  })

  it('never ends to load', () => {
    const why = /^Took longer than 300 ms to load and was stopped; outside its functions/
    expect(() => loadedExperiment(FILE, `for (;;);\n${GOOD}`, 300)).toThrow(why)
  })
})

describe('an experiment is refused that', () => {
  it.each<[string, string, RegExp]>([
    [
      'attaches a probe that there is not',
      replaced("'weight-norm'", "'weight-nrom'"),
      /^probes: Unknown probe 'weight-nrom'; did you mean 'weight-norm'/,
    ],
    [
      'has a network with other outputs than its task has classes',
      replaced('widths: [16, width, width, 4]', 'widths: [16, width, width, 5]'),
      /^recipe: The model gives 5 numbers for each example, and the task has 4 classes; make them the same/,
    ],
    ['attaches one that it cannot serve', replaced("'weight-norm'", "'attention-entropy'"), /^probes: .*needs/],
    [
      'attaches one with an option that there is not',
      replaced("'weight-norm'", "{ probe: 'weight-norm', options: { color: 1 } }"),
      /^probes: .*color/,
    ],
    [
      'opens with a probe that it does not attach',
      replaced('seed: 0,', "seed: 0, opensWith: ['sharpness'],"),
      /^opensWith: 'sharpness' is not one of its probes/,
    ],
    [
      'claims of a series that nobody measures',
      replaced("lastOf('test-accuracy')", "lastOf('no-such/part')"),
      /^claims: Unknown probe 'no-such'.*\. Claim 'learns' reads 'no-such\/part'/,
    ],
    [
      'claims of a series that its probes do not measure',
      replaced("lastOf('test-accuracy')", "lastOf('stable-rank/w1')"),
      /^claims: claim 'learns' reads 'stable-rank\/w1', which nothing measures; add 'stable-rank' to probes/,
    ],
    [
      'claims of a probe that it cannot serve',
      replaced("lastOf('test-accuracy')", "lastOf('hopfield-energy')"),
      /^claims: Probe 'hopfield-energy' needs .* Claim 'learns' reads 'hopfield-energy'; claim a series of a probe that can run/,
    ],
    [
      'claims of all parts of a probe at once',
      replaced("lastOf('test-accuracy')", "lastOf('stable-rank')"),
      /^claims: claim 'learns' reads 'stable-rank', and 'stable-rank' gives a number for each of several parts; name one/,
    ],
    [
      'claims of what is no single number',
      replaced("lastOf('test-accuracy')", "lastOf('singular-values/w1')"),
      /^claims: claim 'learns' reads 'singular-values\/w1', and 'singular-values' gives no single numbers/,
    ],
    [
      'claims with a setting that it does not have',
      replaced('to: null,', 'to: null, settings: { depth: 3 },'),
      /^claims: Unknown parameter 'depth'/,
    ],
    [
      'claims with a value out of range',
      replaced('to: null,', 'to: null, settings: { width: 0 },'),
      /^claims: width: expected an integer between 1 and 4096/,
    ],
    [
      'claims no band',
      replaced('from: 0.8,', 'from: null,'),
      /^claims: claim 'learns': expected a band, but it is open on both sides/,
    ],
    ['claims an empty band', replaced('to: null,', 'to: 0.1,'), /0.8 to 0.1 is not a band/],
    [
      'claims along a setting that it does not have',
      claimingAlong({ key: 'depth', values: [1, 2], take: 'argmin' }),
      /^claims: claim 'learns': along: 'depth' is no setting that is a number; possible: .*width/,
    ],
    [
      'claims along a setting that is no number',
      replaced('to: null,', "to: null, along: { key: 'shape', values: [1, 2], take: 'argmin' },").replace(
        'parameters: {',
        "parameters: { shape: { type: 'choice', default: '1', choices: ['1', '2'], about: 'Its shape' },",
      ),
      /^claims: claim 'learns': along: 'shape' is no setting that is a number/,
    ],
    [
      'claims along one value',
      claimingAlong({ key: 'width', values: [4], take: 'argmin' }),
      /^claims: claim 'learns': along: expected 2 values of width or more, got 1/,
    ],
    [
      'claims along the same value twice',
      claimingAlong({ key: 'width', values: [4, 8, 4], take: 'argmin' }),
      /^claims: claim 'learns': along: width = 4 is there twice/,
    ],
    [
      'claims along a value out of range',
      claimingAlong({ key: 'width', values: [4, 0], take: 'argmin' }),
      /^claims: width: expected an integer between 1 and 4096/,
    ],
    [
      'claims an exponent along a value that has no logarithm',
      claimingAlong({ key: 'separation', values: [0, 1], take: 'exponent' }),
      /^claims: claim 'learns': along: separation = 0 has no logarithm/,
    ],
    [
      'has a default out of its bounds',
      replaced('p.number(3, 0, 100,', 'p.number(3, 4, 100,'),
      /^separation: its default 3 is not between 4 and 100/,
    ],
    [
      'has a setting that --set cannot name',
      replaced('separation: p.', "'a=b': p.width(3), separation: p."),
      /^a=b: expected the name of a setting/,
    ],
    [
      'has a condition that cannot be read',
      replaced('seed: 0,', "seed: 0, breakpoints: [{ id: 'b', when: 'whenever', then: [] }],"),
      /^breakpoints: /,
    ],
  ])('%s', (_, text, why) => {
    expect(() => judge(text)).toThrow(why)
  })

  it('has the id of one of the catalogue', () => {
    const text = experimentText('grok-mlp-small', 'Another')
    expect(() => assertSound(loadedExperiment('/somewhere/grok-mlp-small.ts', text))).toThrow(
      /^id: 'grok-mlp-small' is taken/,
    )
  })
})

it('a file is named after its id, in words that can be part of a path', () => {
  for (const name of ['My.ts', '..ts', 'a b.ts', 'ä.ts', '-a.ts', 'a\n.ts'])
    expect(() => loadedExperiment(`/somewhere/${name}`, GOOD)).toThrow(/is named after its id in kebab case/)
})
