import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Who may import whom. The folders are a claim about the design; without this test, exceptions would slip in. */
const root = join(import.meta.dirname, '..')

type Rule = { from: RegExp; mayNot: RegExp; because: string; typesToo: boolean }

const OURS = 'src/|probes/|trainer/|dashboard/'
const rules: Rule[] = [
  rule(
    'src/vocabulary/',
    `(?!src/vocabulary/)(${OURS})`,
    'the vocabulary is what every part shares; it imports nothing of ours',
  ),
  rule('src/wire/', `(?!src/(wire|vocabulary)/)(${OURS})`, 'the wire knows words and bytes, not who speaks them'),
  rule(
    'src/run-state/',
    `(?!src/(run-state|vocabulary)/)(${OURS})`,
    'what the Reports of a run come to is the same for trainer, store, command and page, and depends on none of them',
  ),
  rule('src/series/', `(?!src/(series|vocabulary)/)(${OURS})`, 'numbers in order are folded alike wherever they lie'),
  rule(
    'src/store/',
    `(?!src/(store|run-state|series|wire|vocabulary)/)(${OURS})`,
    'a store keeps what it is given, whoever asks',
  ),
  rule(
    'src/hub/',
    `(?!src/(hub|store|run-state|series|wire|vocabulary)/)(${OURS})`,
    'the hub invents no facts: it needs no probe and no trainer to pass on what they said',
  ),
  rule('src/setup/', `(?!src/(setup|vocabulary)/)(${OURS})`, 'set-up runs before the rest is there'),
  rule(
    'probes/',
    `(?!probes/|src/vocabulary/)(${OURS})`,
    'a probe is a card and a pure function; a newcomer writes one without knowing the rest',
  ),
  rule(
    'trainer/',
    `(?!trainer/|probes/|src/(vocabulary|run-state|wire)/)(${OURS})`,
    'trainer and hub meet on the wire only, so that either can die and come back',
  ),
  rule(
    'trainer/(run|observing|checkpoints|backfill|resuming|link|user-probes)/',
    'trainer/systems/gradient-descent/',
    'a run steps through a System; only its experiment knows which kind it is',
  ),
  rule(
    'trainer/systems/',
    'trainer/(?!systems|data|losses|models|optimizers|tensors|formats)[^/]+/',
    'a system is opened by whoever needs one, and knows none of them',
  ),
  rule(
    'trainer/(observing|checkpoints)/',
    'trainer/(run|experiments|backfill|resuming|user-probes|link)/',
    'observers and checkpoints are told of steps, whoever steps',
  ),
  rule(
    'trainer/run/',
    'trainer/(backfill|resuming|user-probes|link)/',
    'the loop is given what it works with; trainer/train-run.ts joins them from above',
  ),
  rule(
    'dashboard/',
    `(?!dashboard/|src/(vocabulary|run-state|wire)/)(${OURS})`,
    'the dashboard draws kinds, not probes: an unknown probe still shows',
  ),
  ...dashboardRules(),
  {
    ...rule(
      '(?!trainer/backend/|tests/)',
      '@tensorflow/',
      'only trainer/backend loads TensorFlow; everybody else receives it',
    ),
    typesToo: false,
  },
]

function rule(from: string, mayNot: string, because: string): Rule {
  return { from: new RegExp(`^${from}`), mayNot: new RegExp(`^${mayNot}`), because, typesToo: true }
}

/** One way up through the dashboard: every folder may import those before it in its line. */
function dashboardRules(): Rule[] {
  const may = (room: string, rooms: string[], because: string) =>
    rule(`dashboard/${room}/`, `dashboard/(?!(${[room, ...rooms].join('|')})/)`, because)
  const pure = ['series', 'text']
  const drawing = [...pure, 'parts', 'plots', 'panels']
  return [
    may('series', [], 'numbers in order are computed with, whatever draws them'),
    may('text', [], 'words and numbers for people are functions of what they say'),
    may('parts', pure, 'a small component is told all that it shows'),
    may('plots', [...pure, 'parts'], 'a canvas draws numbers, whoever has them'),
    may('panels', drawing, 'a panel takes props: what it needs of a run is an interface in panels/'),
    may('view', drawing, 'how a page looks at its runs does not depend on what they are'),
    may('live', pure, 'the session and its curves draw nothing, and know of a run its numbers only'),
    may('run', [...drawing, 'view', 'live'], 'a run stands for itself, compared or not'),
    may('compare', [...drawing, 'view', 'live', 'run'], 'only a route puts a page together'),
    rule(
      'dashboard/(series|text|parts|plots|panels|view)/',
      '(rxjs|socket\\.io-client|src/wire/)',
      'what draws is given its numbers: it knows no stream and no socket',
    ),
    rule('dashboard/(series|text)/', '(svelte|uplot|.*\\.svelte)', 'what is pure is tested without a page'),
  ]
}

const files = ['src', 'probes', 'trainer', 'dashboard'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|js|svelte)$/.test(file))
    .map((file) => join(folder, file)),
)

describe('imports', () => {
  it('finds the source files', () => expect(files.length).toBeGreaterThan(30))

  it.each(rules)('$from may not import $mayNot, because $because', ({ from, mayNot, because, typesToo }) => {
    const broken = files
      .filter((file) => from.test(file))
      .flatMap((file) =>
        importsOf(file)
          .filter(({ isType }) => typesToo || !isType)
          .map(({ target }) => ({ file, target })),
      )
      .filter(({ target }) => mayNot.test(target))
      .map(({ file, target }) => `${file} imports ${target}, but ${because}`)
    expect(broken).toEqual([])
  })

  it('would see a forbidden import', () => {
    const [vocabulary] = rules
    expect(vocabulary?.mayNot.test('probes/weight-norm.ts')).toBe(true)
    expect(vocabulary?.mayNot.test('src/vocabulary/run.ts')).toBe(false)
  })

  it.each([
    ['dashboard/series/curve.ts', 'dashboard/live/curve.svelte.ts'],
    ['dashboard/text/answer.ts', 'dashboard/run/cost.ts'],
    ['dashboard/parts/Status.svelte', 'dashboard/plots/heat.ts'],
    ['dashboard/plots/chart.svelte.ts', 'dashboard/live/curve.svelte.ts'],
    ['dashboard/panels/against.ts', 'dashboard/run/run-live.svelte.ts'],
    ['dashboard/view/view.svelte.ts', 'dashboard/live/curve.svelte.ts'],
    ['dashboard/live/curve.svelte.ts', 'dashboard/run/facts.ts'],
    ['dashboard/run/run-live.svelte.ts', 'dashboard/compare/differences.ts'],
    ['dashboard/compare/differences.ts', 'dashboard/routes/run-list.ts'],
    ['dashboard/panels/lines.svelte.ts', 'rxjs'],
    ['dashboard/series/points.ts', 'svelte/reactivity'],
  ])('would not let %s import %s', (file, target) => {
    expect(rules.some(({ from, mayNot }) => from.test(file) && mayNot.test(target))).toBe(true)
  })
})

/** Every import of a file, ours as paths from the root, packages by name. */
function importsOf(file: string): { target: string; isType: boolean }[] {
  const text = readFileSync(join(root, file), 'utf8')
  const statements = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(?<type>type\s)?(?:[^'"\n;]|\n(?!\n))*?from\s+['"](?<from>[^'"]+)['"]|(?<typeOf>typeof\s+)?import\(\s*['"](?<dynamic>[^'"]+)['"]\s*\)|(?:^|\n)import\s+['"](?<bare>[^'"]+)['"]/g,
  )
  return [...statements].map(({ groups = {} }) => ({
    target: targetOf(file, groups.from ?? groups.dynamic ?? groups.bare ?? ''),
    isType: (groups.type ?? groups.typeOf) !== undefined,
  }))
}

function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('#')) return specifier.slice(1)
  if (specifier.startsWith('.')) return relative(root, resolve(root, dirname(file), specifier))
  return specifier
}
