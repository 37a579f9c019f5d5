import type {
  Cadence,
  Command,
  DetectorCard,
  Envelope,
  Fact,
  Mark,
  OptionValues,
  ParameterCard,
  ProbeCard,
  Run,
  RunStatus,
  SeriesDeclaration,
} from '#src/vocabulary/index.ts'
import type { Change } from './fork.ts'

/** A probe that measures at present, and since when. */
export interface Attachment {
  readonly probe: string
  readonly step: number
  readonly cadence: Cadence
  readonly options: OptionValues
}

/** From the step of a detachment to that of the next attachment. */
export interface Gap {
  readonly from: number
  readonly to: number
}

export type Ending = Extract<Fact, { type: 'ended' }>

/** A line on every timeline of the run: a detector's mark, or something that a person did. */
export interface TimelineMark {
  readonly step: number
  readonly label: string
  readonly about: string
  readonly kind: 'mark' | 'command' | 'failure'
}

/** All that the facts of a run say, read in order. */
export interface RunState {
  readonly run: Run | null
  readonly cards: readonly ProbeCard[]
  readonly detectors: readonly DetectorCard[]
  /** The settings that can be changed while it runs, and how they were, in order. */
  readonly settable: readonly ParameterCard[]
  readonly changes: readonly Change[]
  readonly series: readonly SeriesDeclaration[]
  readonly attached: ReadonlyMap<string, Attachment>
  /** Probes that measure no more, and since which step. */
  readonly detached: ReadonlyMap<string, number>
  /** Stretches of steps in which a probe was away, between a detachment and the next attachment. */
  readonly gaps: ReadonlyMap<string, readonly Gap[]>
  readonly absent: ReadonlyMap<string, { readonly step: number; readonly why: string }>
  readonly failed: ReadonlyMap<string, { readonly step: number; readonly why: string }>
  readonly timeline: readonly TimelineMark[]
  readonly ended: Ending | null
  /** The sequence number from which a fact is news. */
  readonly next: number
}

export const UNKNOWN_RUN: RunState = {
  run: null,
  cards: [],
  detectors: [],
  settable: [],
  changes: [],
  series: [],
  attached: new Map(),
  detached: new Map(),
  gaps: new Map(),
  absent: new Map(),
  failed: new Map(),
  timeline: [],
  ended: null,
  next: 0,
}

export function stateFromFacts(facts: readonly Envelope<Fact>[]): RunState {
  return facts.reduce(withFact, UNKNOWN_RUN)
}

/** A pure reducer: a fact that was seen already changes nothing. */
export function withFact(state: RunState, { seq, report }: Envelope<Fact>): RunState {
  if (seq < state.next) return state
  const next = { ...state, next: seq + 1 }
  switch (report.type) {
    case 'started':
      return {
        ...next,
        run: report.run,
        cards: report.probes,
        detectors: report.detectors,
        settable: report.settable ?? [],
      }
    case 'attached':
      return {
        ...next,
        attached: added(state.attached, report.probe, report),
        detached: without(state.detached, report.probe),
        gaps: withGap(state, report.probe, report.step),
        timeline:
          report.step === 0 ? state.timeline : marked(state, report.step, `Attached ${report.probe}`, 'command'),
      }
    case 'detached':
      return {
        ...next,
        attached: without(state.attached, report.probe),
        detached: added(state.detached, report.probe, report.step),
        timeline: marked(state, report.step, `Detached ${report.probe}`, 'command'),
      }
    case 'declared':
      return state.series.some(({ name }) => name === report.series.name)
        ? next
        : { ...next, series: [...state.series, report.series] }
    case 'absent':
      return { ...next, absent: added(state.absent, report.series, report) }
    case 'marked':
      return { ...next, timeline: [...state.timeline, timelineMark(report.mark)] }
    case 'applied':
      return withCommand(next, report.command, report.step)
    case 'failed':
      return {
        ...next,
        attached: without(state.attached, report.probe),
        failed: added(state.failed, report.probe, report),
        timeline: [
          ...state.timeline,
          { step: report.step, label: `${report.probe} failed`, about: report.why, kind: 'failure' },
        ],
      }
    case 'resumed':
    case 'retuned':
    case 'filled':
    case 'unfilled':
    case 'checkpointed':
    case 'forked':
    case 'offered':
    case 'rejected':
      return next
    case 'ended':
      return { ...next, ended: report }
  }
}

/** Whether the facts say that the run is over; the hub's summary says the rest (running, paused, lost). */
export function isOver(status: RunStatus): boolean {
  return status !== 'running' && status !== 'paused'
}

function withCommand(state: RunState, command: Command, step: number): RunState {
  if (command.type === 'set') {
    const { key, value } = command
    return { ...state, changes: [...state.changes, { step, key, value }] }
  }
  const label = { pause: 'Paused', resume: 'Resumed', stop: 'Stopped' }[command.type as string]
  return label === undefined ? state : { ...state, timeline: marked(state, step, label, 'command') }
}

function timelineMark({ step, label, about }: Mark): TimelineMark {
  return { step, label, about, kind: 'mark' }
}

function marked(state: RunState, step: number, label: string, kind: TimelineMark['kind']): TimelineMark[] {
  return [...state.timeline, { step, label, about: `${label} at step ${step}`, kind }]
}

function added<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map([...map, [key, value]])
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  return new Map([...map].filter(([name]) => name !== key))
}

function withGap(state: RunState, probe: string, to: number): RunState['gaps'] {
  const from = state.detached.get(probe) ?? state.failed.get(probe)?.step
  return from === undefined ? state.gaps : added(state.gaps, probe, [...(state.gaps.get(probe) ?? []), { from, to }])
}
