import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StoredSeries } from '#src/store/store.ts'
import { openSqlite, type Sqlite } from '#src/store/sqlite/sqlite.ts'
import { messageOf, type Query, type QueryResult, type Report, type StepRange } from '#src/vocabulary/index.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from './reports.ts'
import { questionAbout } from './studied.ts'

/** What came of one flipped bit. */
export type Outcome =
  /** Every answer is as it was. */
  | 'harmless'
  /** Where an answer is another, it is an error, or says between which steps it is incomplete. */
  | 'said'
  /** An answer is another, and nobody would know. */
  | { readonly silent: string }

interface Question {
  readonly name: string
  ask(store: Sqlite): unknown
}

const RUN = 'r'
const SCALARS = ['loss', 'accuracy', 'short', 'late']
const FRAMES = 'spectrum/w'

/** What an expression can read of the run. */
const VALUES = [
  ...['name', 'note', 'tag', 'step', 'points', 'status', 'diverged', 'onset("grokked")', 'onset("Often")'],
  ...['onset("rises/40")', 'end("Rise")', 'duration("59")', 'height("rises")', 'onset-low("7")', 'onset-high("Rise")'],
  ...SCALARS.flatMap((name) => ['first', 'last', 'min', 'max', 'best', 'area'].map((of) => `${of}("${name}")`)),
  ...['at("late", 5000)', 'at("loss", 69100)'],
]

const ALIGNMENTS = [
  { series: 'loss', align: { x: 'step' }, points: 300 },
  { series: 'late', align: { x: 'step' }, points: 20_000 },
  { series: 'loss', align: { x: 'event', event: 'grokked' }, points: 100 },
  { series: 'accuracy', align: { x: 'series', series: 'loss' }, points: 100 },
] as const

/** Everything that a store can be asked about its one run. */
const QUESTIONS: readonly Question[] = [
  { name: 'list', ask: (store) => store.list({}) },
  { name: 'summary', ask: (store) => store.summary(RUN) },
  { name: 'facts', ask: (store) => store.facts(RUN) },
  { name: 'series', ask: (store) => store.series(RUN) },
  { name: 'next', ask: (store) => store.next(RUN) },
  { name: 'values', ask: (store) => store.list({ values: VALUES }) },
  { name: 'a filter', ask: (store) => store.list({ where: 'last("loss") > 1 and tag = "paper"', by: 'max("loss")' }) },
  { name: 'columns of runs', ask: (store) => store.columnsOf({}) },
  { name: 'groups', ask: (store) => store.groupsOf({}, 'onset("grokked")') },
  ...ALIGNMENTS.map(({ series, align, points }): Question => {
    const question = questionAbout(series, { align, points, by: ['modulus'] })
    return { name: `an aggregate of ${series} by ${align.x} at ${points}`, ask: (store) => store.aggregate(question) }
  }),
  { name: 'effects', ask: (store) => store.effects({ among: {}, of: 'onset("grokked")', by: ['last("short")'], center: 'mean', band: 'range', seed: 0 }) }, // prettier-ignore
  { name: 'factors', ask: (store) => store.factors({ among: {} }) },
  { name: 'rises', ask: (store) => store.list({ where: 'duration("rises/9") = 18', by: 'height("12")' }) },
  { name: 'leads', ask: (store) => store.leads({ among: {}, event: 'grokked', series: ['short', 'accuracy'] }) },
  { name: 'views', ask: (store) => store.views() },
  ...[...SCALARS, FRAMES].flatMap((series): Question[] => [
    { name: `columns of ${series}`, ask: (store) => [...store.columns(RUN, series)] },
    ...(
      [
        [20, null, null, 'linear'],
        [300, null, null, 'log'],
        [1000, 100, 60_000, 'linear'],
        [1_000_000, null, null, 'linear'],
      ] as const
    ).map(([points, from, to, spacing]) => {
      const query: Query = { run: RUN, series, from, to, points, spacing }
      return { name: `${points} points of ${series}`, ask: (store: Sqlite) => store.slice(query) }
    }),
  ]),
]

/** A stored run with all that there is: chunks under three tiers, tails, frames, points that came late and pages that wait. */
export function storedRun(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-flips-'))
  const store = openSqlite(folder)
  let seq = 0
  const keep = (...reports: Report[]) => {
    store.ingest(enveloped(RUN, seq, reports))
    seq += reports.length
  }
  keep(startedReport(RUN), ...SCALARS.map((name): Report => ({ type: 'declared', series: declaration(name) })))
  keep({ type: 'declared', series: declaration(FRAMES, 'spectrum') })
  const curve = (from: number, count: number) =>
    Float64Array.from({ length: count }, (_, i) =>
      Math.fround(Math.exp(-(from + i) / 9e4) + Math.sin((from + i) ** 2) / 9),
    )
  const steps = (from: number, count: number) => Float64Array.from({ length: count }, (_, i) => from + i)
  for (let at = 0; at < 69_000; at += 23_000)
    keep(measuredReport(scalarColumn('loss', steps(at, 23_000), curve(at, 23_000))))
  keep(measuredReport(scalarColumn('accuracy', steps(0, 6000), curve(0, 6000).map(Math.round))))
  keep(
    measuredReport(
      scalarColumn('late', steps(5000, 5000), curve(7, 5000)),
      scalarColumn('late', steps(0, 5000), curve(9, 5000)),
    ),
  )
  for (let i = 0; i < 300; i++) {
    keep(
      measuredReport(
        ...['loss', 'accuracy', 'short'].map((name) =>
          scalarColumn(name, [69_000 + i], [i % 50 === 7 ? NaN : Math.sqrt(i)]),
        ),
        ...(i % 3 === 0
          ? [{ series: FRAMES, steps: Float64Array.of(i), values: curve(i, 150), lengths: Uint32Array.of(150) }]
          : []),
      ),
    )
  }
  const mark = (by: string, step: number, label: string): Report => ({ type: 'marked', mark: { by, step, label, about: '' } }) // prettier-ignore
  for (let i = 0; i < 60; i++) keep(mark(`detector-${i}`, i, 'Often'), mark('grokked', 5000 + i, 'Grokked'))
  const rise = (key: number): Report => ({
    type: 'marked',
    mark: {
      ...{ by: 'rises', step: key * 7, label: 'Rise', about: '' },
      transition: { series: 'loss', key: String(key), onset: { low: key * 6, high: key * 8, level: 0.9 }, end: key * 9, before: 1, after: Math.sqrt(key), seenAt: key * 8, score: 2 }, // prettier-ignore
    },
  })
  for (let i = 0; i < 60; i++) keep(rise(i))
  keep({ type: 'labeled', name: 'Wide', tags: ['paper', 'x'], note: 'What came of it', archived: false })
  keep({ type: 'noted', note: { id: 'n', from: 3, to: 9, text: 'Plateau' } })
  for (const name of ['near', 'far'])
    store.changeViews({ type: 'save', name, page: '/compare', query: `where=${name}` }, 1)
  store.close()
  const file = new Uint8Array(readFileSync(join(folder, 'phasescope.sqlite')))
  rmSync(folder, { recursive: true })
  return file
}

/** Flips one bit after another, each in a copy of its own, and says what came of each. */
export function flipped(file: Uint8Array, bits: readonly number[]): Outcome[] {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-flips-'))
  const truth = answersOf(file, join(folder, 'true'))
  if (typeof truth === 'string') throw new Error(truth)
  const texts = truth.map(textOf)
  const outcomes = bits.map((bit, i) => {
    const copy = file.slice()
    copy[bit >>> 3]! ^= 1 << (bit & 7)
    const answers = answersOf(copy, join(folder, String(i)))
    if (typeof answers === 'string') return 'said'
    const differing = QUESTIONS.flatMap((_, at) => (textOf(answers[at]) === texts[at] ? [] : [at]))
    const silent = differing.find((at) => !isSaid(answers[at], truth[at]))
    if (silent !== undefined) return { silent: `bit ${bit} (byte ${bit >>> 3}): ${QUESTIONS[silent]!.name}` }
    return differing.length > 0 ? 'said' : 'harmless'
  })
  rmSync(folder, { recursive: true })
  return outcomes
}

/** So many bits of a file, each as likely as any. */
export function bitsOf(file: Uint8Array, count: number, seed: number): number[] {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return Array.from({ length: count }, () => Math.floor(next() * file.length * 8))
}

/** The answer to each question, an error being one; or why the store does not open. */
function answersOf(file: Uint8Array, folder: string): unknown[] | string {
  mkdirSync(folder)
  writeFileSync(join(folder, 'phasescope.sqlite'), file)
  try {
    const store = openSqlite(folder)
    try {
      return QUESTIONS.map(({ ask }) => {
        try {
          return ask(store)
        } catch (error) {
          return error
        }
      })
    } finally {
      store.close()
    }
  } catch (error) {
    return messageOf(error)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** An error says it; a slice that says what is damaged has everything else. */
function isSaid(answer: unknown, truth: unknown): boolean {
  if (answer instanceof Error) return true
  if (Array.isArray(answer)) return (answer as StoredSeries[]).some(({ damaged }) => damaged !== undefined)
  if (namesRuns(answer)) return true
  const { damaged, exact, ...slice } = answer as QueryResult
  if (damaged === undefined || damaged.length === 0) return false
  const whole = truth as QueryResult
  return (
    !exact ||
    !whole.exact ||
    whole.lengths !== null ||
    textOf(pointsOf(slice, damaged)) === textOf(pointsOf(whole, damaged))
  )
}

/** A list names the runs of which something is damaged, an aggregate those that it leaves out, and so do leads. */
function namesRuns(answer: unknown): boolean {
  const { damaged, groups, left } = { damaged: [], groups: [], left: [], ...(answer as object) } as {
    readonly damaged: readonly unknown[]
    readonly groups: readonly { readonly left?: readonly unknown[] }[]
    readonly left: readonly unknown[]
  }
  return typeof damaged[0] === 'string' || left.length > 0 || groups.some((group) => (group.left?.length ?? 0) > 0)
}

/** The points outside what is damaged. */
function pointsOf({ steps, last }: Pick<QueryResult, 'steps' | 'last'>, damaged: readonly StepRange[]): unknown {
  const isOutside = (step: number) => !damaged.some(({ from, to }) => step >= from && step <= to)
  return Array.from(steps, (step, i) => [step, last[i]!]).filter(([step]) => isOutside(step!))
}

/** JSON, with numbers to the bit. */
function textOf(value: unknown): string {
  if (value instanceof Error) return `error: ${value.message}`
  return JSON.stringify(value, (_, one: unknown) => {
    if (ArrayBuffer.isView(one)) return Buffer.from(one.buffer, one.byteOffset, one.byteLength).toString('base64')
    return typeof one === 'number' && !Number.isFinite(one) ? String(one) : one
  })
}
