import { currentName, type Command, type Envelope, type Fact } from '#src/vocabulary/index.ts'
import { attachmentOf, retunedTo } from './attachment.ts'
import { changeText } from './family.ts'
import type { Fill } from '#dashboard/series/fill.ts'
import { filledNoMore, filledTo, fillOf, gapsLeft } from './fill.ts'
import { UNKNOWN_RUN, type RunState } from './run-state.ts'
import { breakpointOf, markOfCommand, timelineMark, type TimelineMark } from './timeline.ts'

/** The facts of a run, read in order, say how it stands. */
export function stateFromFacts(facts: readonly Envelope<Fact>[]): RunState {
  return facts.reduce(withFact, UNKNOWN_RUN)
}

/** A pure reducer: a fact that was seen already changes nothing. */
export function withFact(state: RunState, { seq, report }: Envelope<Fact>): RunState {
  if (seq < state.next) return state
  const read = READERS[report.type] as (state: RunState, report: Fact) => RunState
  return { ...read(state, report), next: seq + 1 }
}

/** What each fact changes. */
const READERS: { readonly [T in Fact['type']]: (state: RunState, fact: Extract<Fact, { type: T }>) => RunState } = {
  started: (state, { run, probes, detectors, settable = [] }) => ({
    ...state,
    run,
    cards: probes.map((card) => ({ ...card, group: currentName(card.group) })),
    detectors,
    settable,
  }),
  resumed: (state, { step }) => told(state, step, 'Resumed', 'control'),
  attached: (state, report) => {
    const { probe, step } = report
    const left = state.detached.get(probe) ?? state.failed.get(probe)?.step
    const fill = fillOf(report)
    const away = left === undefined ? state.away : appended(state.away, probe, { from: left, to: step })
    const fills = fill === null ? state.fills : appended(state.fills, probe, fill)
    const attached = added(state.attached, probe, attachmentOf(report))
    const next = { ...state, attached, away, fills, detached: without(state.detached, probe) }
    return withGaps(step === 0 ? next : told(next, step, `Attached ${probe}`, 'command'), probe)
  },
  retuned: (state, report) => {
    const { probe, step, why } = report
    const known = state.attached.get(probe)
    if (known === undefined) return state
    const attached = added(state.attached, probe, retunedTo(known, report))
    const by = why === null ? '' : `: ${why}`
    return told({ ...state, attached }, step, `Retuned ${probe}${by}`, why === null ? 'command' : 'control')
  },
  detached: (state, { probe, step }) => {
    const attached = without(state.attached, probe)
    const detached = added(state.detached, probe, step)
    return told({ ...state, attached, detached }, step, `Detached ${probe}`, 'command')
  },
  declared: (state, { series }) =>
    state.series.some(({ name }) => name === series.name)
      ? state
      : { ...state, series: [...state.series, { ...series, group: currentName(series.group) }] },
  filled: (state, report) => {
    const last = state.fills.get(report.probe)?.at(-1)
    return last === undefined ? state : withFill(state, report.probe, filledTo(last, report))
  },
  unfilled: (state, report) => {
    const { probe, step } = report
    const last = state.fills.get(probe)?.at(-1)
    if (last !== undefined) return withFill(state, probe, filledNoMore(last, report))
    const none = { from: 0, to: null, goal: step, end: step, why: report.why, drift: null }
    return withGaps({ ...state, fills: appended(state.fills, probe, none) }, probe)
  },
  absent: (state, report) => ({ ...state, absent: added(state.absent, report.series, report) }),
  marked: (state, { mark }) => {
    const fired = breakpointOf(mark.by)
    const watch = fired === null ? undefined : state.watches.get(fired)
    const next = { ...state, timeline: [...state.timeline, timelineMark(mark)] }
    if (fired === null || watch === undefined) return next
    return { ...next, watches: added(state.watches, fired, { ...watch, fired: [...watch.fired, mark.step] }) }
  },
  applied: (state, { command, step, by }) => {
    const mark = markOfCommand(command, step, by)
    const next = withCommand(state, command, step)
    return mark === null ? next : { ...next, timeline: [...state.timeline, mark] }
  },
  checkpointed: (state, { step, bytes, whole }) => ({
    ...state,
    checkpoints: [...state.checkpoints, { step, bytes, whole }],
  }),
  forked: (state, { run, step, set }) => {
    const mark = { step, label: `Forked: ${changeText(set)}`, about: `${run} was forked at step ${step}` }
    return { ...state, timeline: [...state.timeline, { ...mark, kind: 'command' }] }
  },
  offered: (state, { probe, file }) => ({
    ...state,
    cards: [...state.cards.filter(({ id }) => id !== probe.id), probe],
    files: added(state.files, probe.id, file),
    rejected: without(state.rejected, file),
  }),
  rejected: (state, { file, line, why, step }) => ({
    ...state,
    rejected: added(state.rejected, file, { line, why, step }),
  }),
  failed: (state, report) => {
    const { probe, step, why } = report
    const mark = { step, label: `${probe} failed`, about: why, kind: 'failure' } as const
    const attached = without(state.attached, probe)
    return { ...state, attached, failed: added(state.failed, probe, report), timeline: [...state.timeline, mark] }
  },
  ended: (state, report) => ({ ...state, ended: report, target: null }),
}

/** What a Command that took effect changes beyond its place on the timeline. */
function withCommand(state: RunState, command: Command, step: number): RunState {
  switch (command.type) {
    case 'pause':
    case 'resume':
    case 'stop':
      return { ...state, target: null }
    case 'step':
      return { ...state, target: step + command.steps }
    case 'until':
      return { ...state, target: command.step }
    case 'set':
      return { ...state, changes: [...state.changes, { step, key: command.key, value: command.value }] }
    case 'break': {
      const { breakpoint } = command
      return { ...state, watches: added(state.watches, breakpoint.id, { breakpoint, step, fired: [] }) }
    }
    case 'unbreak':
      return { ...state, watches: without(state.watches, command.id) }
    case 'budget':
      return { ...state, budget: command.share }
    default:
      return state
  }
}

function withFill(state: RunState, probe: string, fill: Fill): RunState {
  const before = state.fills.get(probe)?.slice(0, -1) ?? []
  return withGaps({ ...state, fills: added(state.fills, probe, [...before, fill]) }, probe)
}

/** Kept as it was where nothing changed, so that nothing is drawn anew for it. */
function withGaps(state: RunState, probe: string): RunState {
  const gaps = gapsLeft(state.away.get(probe) ?? [], state.fills.get(probe) ?? [])
  return gaps.length === 0 && !state.gaps.has(probe) ? state : { ...state, gaps: added(state.gaps, probe, gaps) }
}

function told(state: RunState, step: number, label: string, kind: TimelineMark['kind']): RunState {
  return { ...state, timeline: [...state.timeline, { step, label, about: `${label} at step ${step}`, kind }] }
}

function added<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map([...map, [key, value]])
}

function appended<K, V>(map: ReadonlyMap<K, readonly V[]>, key: K, value: V): ReadonlyMap<K, readonly V[]> {
  return added(map, key, [...(map.get(key) ?? []), value])
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  return map.has(key) ? new Map([...map].filter(([name]) => name !== key)) : map
}
