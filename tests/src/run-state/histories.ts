import fc from 'fast-check'
import {
  every,
  type Column,
  type Command,
  type Fact,
  type Label,
  type NoteChange,
  type ProbeCard,
  type Report,
} from '#src/vocabulary/index.ts'
import { declaration, startedReport } from '../store/reports.ts'

export const PROBES = ['gini', 'ntk'] as const
type Probe = (typeof PROBES)[number]

/** A run that might have been: what it reported, and of each probe the steps that were measured, counted one by one. */
export interface History {
  readonly reports: readonly Report[]
  readonly now: number
  readonly there: ReadonlyMap<string, ReadonlySet<number>>
  /** Who is attached, since when their curve is wanted, and whether the rest of it was given up. */
  readonly standing: ReadonlyMap<string, { readonly since: number; readonly live: boolean; readonly gaveUp: boolean }>
}

const probe = fc.constantFrom(...PROBES)
const count = fc.integer({ min: 1, max: 5 })

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom<Command>({ type: 'pause' }, { type: 'resume' }, { type: 'stop' }, { type: 'checkpoint' }),
  count.map((steps): Command => ({ type: 'step', steps })),
  fc.nat({ max: 60 }).map((step): Command => ({ type: 'until', step })),
  fc.tuple(fc.constantFrom('rate', 'decay'), fc.nat()).map(([key, value]): Command => ({ type: 'set', key, value })),
  fc
    .constantFrom('b1', 'b2')
    .map((id): Command => ({ type: 'break', breakpoint: { id, when: 'loss < 1', then: [{ type: 'pause' }] } })),
  fc.constantFrom('b1', 'b2').map((id): Command => ({ type: 'unbreak', id })),
  fc.option(fc.double({ min: 0.01, max: 1, noNaN: true })).map((share): Command => ({ type: 'budget', share })),
)

export const labels: fc.Arbitrary<Label> = fc.record(
  {
    name: fc.option(fc.constantFrom('Wide', 'Narrow')),
    tags: fc.uniqueArray(fc.constantFrom('paper', 'weight decay', 'ok')),
    note: fc.option(fc.constantFrom('Groks late', 'Look at\nstep 40')),
    archived: fc.boolean(),
  },
  { requiredKeys: [] },
)

export const noteChanges: fc.Arbitrary<NoteChange> = fc
  .tuple(fc.constantFrom('n1', 'n2', 'n3'), fc.nat({ max: 60 }), count, fc.option(fc.constantFrom('Here', 'There')))
  .map(([id, from, more, text]) => ({ id, from, to: from + more - 1, text }))

const act = fc.oneof(
  fc.record({ do: fc.constant('go on' as const), steps: count }),
  fc.record({
    do: fc.constant('attach' as const),
    probe,
    from: fc.option(fc.nat({ max: 40 })),
    live: fc.boolean(),
  }),
  fc.record({ do: fc.constant('detach' as const), probe }),
  fc.record({ do: fc.constant('throw' as const), probe }),
  fc.record({ do: fc.constant('fill' as const), probe, most: count }),
  fc.record({ do: fc.constant('give up' as const), probe }),
  fc.record({ do: fc.constant('retune' as const), probe, cadence: count, steps: fc.option(count) }),
  fc.record({ do: fc.constant('command' as const), command }),
  fc.record({ do: fc.constant('declare' as const), name: fc.constantFrom('loss', 'gini/w1', 'ntk') }),
  fc.record({ do: fc.constant('mark' as const), by: fc.constantFrom('grokked', 'breakpoint b1', 'breakpoint b2') }),
  fc.record({ do: fc.constant('miss' as const), probe }),
  fc.record({ do: fc.constant('keep' as const), whole: fc.boolean() }),
  fc.record({ do: fc.constant('offer' as const), probe, isGood: fc.boolean() }),
  fc.record({ do: fc.constant('fork' as const) }),
  fc.record({ do: fc.constant('describe' as const), key: fc.constantFrom('lr', 'data/split'), value: fc.nat(9) }),
  fc.record({ do: fc.constant('label' as const), label: labels }),
  fc.record({ do: fc.constant('note' as const), note: noteChanges }),
  fc.record({ do: fc.constant('end' as const), how: fc.constantFrom('completed' as const, 'stopped' as const) }),
)
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never

/** A few dozen things that happen to a run, in an order in which they can. */
export const histories: fc.Arbitrary<History> = fc.array(act, { maxLength: 40 }).map(historyOf)

/** The same without its numbers, as a hub hands it out. */
export const factsOf = (reports: readonly Report[]): { run: string; seq: number; at: number; report: Fact }[] =>
  reports.flatMap((report, seq) => (report.type === 'measured' ? [] : [{ run: 'r', seq, at: seq, report }]))

function historyOf(acts: readonly Act[]): History {
  const reports: Report[] = [startedReport('r')]
  const there = new Map<string, Set<number>>(PROBES.map((id) => [id, new Set()]))
  const standing = new Map<string, { since: number; live: boolean; gaveUp: boolean }>()
  let now = 0
  for (const one of acts) {
    if (one.do === 'go on') for (let i = 0; i < one.steps; i++) step(null)
    else if (one.do === 'command') reports.push({ type: 'applied', command: one.command, step: now })
    else if (one.do === 'declare') reports.push({ type: 'declared', series: declaration(one.name) })
    else if (one.do === 'mark') reports.push({ type: 'marked', mark: { by: one.by, step: now, label: '', about: '' } })
    else if (one.do === 'keep') reports.push({ type: 'checkpointed', step: now, bytes: 100, whole: one.whole })
    else if (one.do === 'label') reports.push({ type: 'labeled', ...one.label })
    else if (one.do === 'describe')
      reports.push({ type: 'described', step: now, parameters: { [one.key]: one.value }, summary: { [one.key]: now } })
    else if (one.do === 'note') reports.push({ type: 'noted', note: one.note })
    else if (one.do === 'fork') reports.push({ type: 'forked', run: `fork ${reports.length}`, step: now, set: {} })
    else if (one.do === 'end') {
      reports.push({ type: 'ended', how: one.how, step: now, msPerStep: 1, weights: 'sha256:', why: null })
      reports.push({ type: 'resumed', step: now })
    } else ofProbe(one)
  }
  return { reports, now, there, standing }

  function ofProbe(one: Extract<Act, { probe: Probe }>): void {
    const { probe } = one
    const steps = there.get(probe)!
    const before = standing.get(probe)
    if (one.do === 'offer') {
      const file = `${probe}.ts`
      if (one.isGood)
        reports.push({ type: 'offered', probe: { id: probe, group: 'norms' } as ProbeCard, file, step: now })
      else reports.push({ type: 'rejected', file, line: 1, why: 'Unexpected token', step: now })
    } else if (one.do === 'miss') reports.push({ type: 'absent', series: probe, step: now, why: `Not at ${now}` })
    else if (one.do === 'attach') {
      if (before !== undefined) return
      const from = one.from === null || one.from >= now ? null : one.from
      const live = from === null || one.live
      standing.set(probe, { since: from ?? now, live, gaveUp: false })
      reports.push({ type: 'attached', probe, step: now, cadence: every(1), options: {}, from, live })
      if (live && !steps.has(now)) measure([probe])
    } else if (before === undefined) return
    else if (one.do === 'detach') {
      standing.delete(probe)
      reports.push({ type: 'detached', probe, step: now })
    } else if (one.do === 'throw') step(probe)
    else if (one.do === 'give up') {
      standing.set(probe, { ...before, gaveUp: true })
      reports.push({ type: 'unfilled', probe, step: now, why: 'No reason' })
    } else if (one.do === 'retune') {
      const cadence = every(one.cadence)
      const { steps: most } = one
      const retune = { type: 'retune', probe, cadence, ...(most !== null && { steps: most }) } as const
      reports.push({ type: 'applied', command: retune, step: now })
      const until = most === null ? null : now + most
      reports.push({ type: 'retuned', probe, step: now, cadence, options: {}, until, why: null })
    } else {
      const missing = missingOf(before.since, steps)
      const [from] = missing
      if (from === undefined || before.gaveUp) return
      const run = missing.filter((at, i) => at === from + i).slice(0, one.most)
      run.forEach((at) => steps.add(at))
      const columns = [columnOf(probe, run)]
      reports.push({ type: 'filled', probe, from, to: run.at(-1)!, goal: missing.at(-1)!, columns })
    }
  }

  function missingOf(since: number, steps: ReadonlySet<number>): number[] {
    return range(since, now).filter((at) => !steps.has(at))
  }

  /** One update more; the probe that throws there has measured nothing of it. */
  function step(thrower: Probe | null): void {
    now += 1
    const live = [...standing].filter(([id, { live }]) => live && id !== thrower).map(([id]) => id)
    if (live.length > 0) measure(live)
    else reports.push({ type: 'applied', command: { type: 'checkpoint' }, step: now })
    if (thrower === null) return
    standing.delete(thrower)
    reports.push({ type: 'failed', probe: thrower, step: now, why: 'Out of memory' })
  }

  function measure(probes: readonly string[]): void {
    for (const id of probes) there.get(id)!.add(now)
    reports.push({ type: 'measured', columns: probes.map((id) => columnOf(id, [now])) })
  }
}

function columnOf(series: string, steps: readonly number[]): Column {
  return { series, steps: Float64Array.from(steps), values: new Float64Array(steps.length), lengths: null }
}

/** `from … to`, one by one. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
}
