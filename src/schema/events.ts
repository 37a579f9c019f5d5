import * as v from 'valibot'
import { BOUNDS, malformed, unknownName } from '#src/vocabulary/index.ts'
import { aggregateQuestion, effectQuestion, factorsQuestion, leadQuestion } from './aggregate.ts'
import { command, commandTypes } from './command.ts'
import { label, noteChange } from './label.ts'
import { namedViewChange } from './named-view.ts'
import { parsed } from './parsed.ts'
import { queries } from './questions.ts'
import { runExpression, runsQuestion } from './runs-question.ts'
import { seriesName } from './series.ts'
import { sweepDeed, sweepRequest } from './sweep.ts'
import { fields, finite, label as line, listOf, maybe, pathName, runId } from './values.ts'

/** What an event brings. */
export interface EventSchema {
  /** Each argument: how an error calls it, and what it is. */
  readonly given: readonly (readonly [name: string, schema: v.GenericSchema])[]
  /** Whether it may come without asking for an answer. */
  readonly silent?: true
  /** Whether it waits for those before it: who asks much waits for its own answers, and nobody else does. */
  readonly inTurn?: true
}
export type EventSchemas = Readonly<Record<string, EventSchema>>

/** The arguments of an event, as its handler gets them. */
export type ArgumentsOf<Event extends EventSchema> = Event['given'] extends infer Given extends readonly unknown[]
  ? {
      -readonly [I in keyof Given]: Given[I] extends readonly [string, infer S extends v.GenericSchema]
        ? v.InferOutput<S>
        : never
    }
  : never

const protocol = v.number('a protocol version')

const hash = (what: string, pattern: RegExp) => v.pipe(v.string(what), v.maxLength(80, what), v.regex(pattern, what))

/** 32 random bytes in base64url, known to the writer and, by its hash, to the hub. */
const secret = hash('a secret of 43 characters of base64url', /^[A-Za-z0-9_-]{43}$/)

/** What a writer says first. */
const trainerGreeting = fields('a greeting', {
  protocol,
  run: runId,
  writer: pathName('the id of a writer'),
  secret,
  accepts: commandTypes,
  clockAheadMs: maybe(finite),
})
export type TrainerGreeting = v.InferOutput<typeof trainerGreeting>

/** What a viewer says first. */
const viewerGreeting = fields('a greeting', { protocol })
export type ViewerGreeting = v.InferOutput<typeof viewerGreeting>

/** What a hub hears on /trainer. */
export const TRAINER_EVENTS = {
  hello: { given: [['hello', trainerGreeting]] },
  reports: { given: [['reports', v.instance(Uint8Array, 'packed bytes')]] },
  clock: { given: [] },
} as const satisfies EventSchemas

/** What a hub hears on /viewer. */
export const VIEWER_EVENTS = {
  hello: { given: [['hello', viewerGreeting]] },
  list: { given: [['question', runsQuestion]], inTurn: true },
  groupsOf: {
    given: [
      ['question', runsQuestion],
      ['by', runExpression],
    ],
    inTurn: true,
  },
  columnsOf: { given: [['question', runsQuestion]], inTurn: true },
  open: { given: [['run', runId]], inTurn: true },
  close: { given: [['run', runId]], inTurn: true, silent: true },
  cards: { given: [['hash', hash('a hash of cards, sha256:…', /^sha256:[0-9a-f]{64}$/)]], inTurn: true },
  ask: { given: [['queries', queries]], inTurn: true },
  claims: { given: [['run', runId]], inTurn: true },
  follow: {
    given: [
      ['run', runId],
      ['series', listOf(seriesName, 'series', BOUNDS.seriesFollowed)],
    ],
    inTurn: true,
    silent: true,
  },
  command: {
    given: [
      ['run', runId],
      ['command', command],
    ],
  },
  remove: { given: [['run', runId]] },
  restore: { given: [['run', runId]] },
  label: {
    given: [
      ['run', runId],
      ['label', label],
    ],
  },
  note: {
    given: [
      ['run', runId],
      ['note', noteChange],
    ],
  },
  experiments: { given: [] },
  sweeps: { given: [], inTurn: true },
  figure: { given: [['experiment', line('the id of an experiment')]], inTurn: true },
  forecast: { given: [['sweep', sweepRequest]], inTurn: true },
  startSweep: { given: [['sweep', sweepRequest]] },
  tellSweep: {
    given: [
      ['sweep', pathName('the id of a sweep')],
      ['deed', sweepDeed],
    ],
  },
  clock: { given: [] },
  aggregate: { given: [['question', aggregateQuestion]], inTurn: true },
  effects: { given: [['question', effectQuestion]], inTurn: true },
  factors: { given: [['question', factorsQuestion]], inTurn: true },
  leads: { given: [['question', leadQuestion]], inTurn: true },
  views: { given: [], inTurn: true },
  changeViews: { given: [['change', namedViewChange]] },
} as const satisfies EventSchemas

/** The arguments of an event, checked whole. Refused are an unknown event, another number of arguments, any other value. */
export function argumentsFrom(events: EventSchemas, name: string, values: readonly unknown[]): readonly unknown[] {
  const event = eventOf(events, name)
  if (event === undefined) throw unknownName('event', name.slice(0, 60), Object.keys(events))
  const { given } = event
  if (values.length !== given.length) {
    const named = given.map(([argument]) => argument).join(', ')
    throw malformed(
      `event '${name}'`,
      given.length === 0 ? 'nothing with it' : `just ${named}`,
      `${values.length} arguments`,
    )
  }
  return given.map(([argument, schema], i) => parsed(schema, values[i], argument))
}

export function eventOf(events: EventSchemas, name: string): EventSchema | undefined {
  return Object.hasOwn(events, name) ? events[name] : undefined
}
