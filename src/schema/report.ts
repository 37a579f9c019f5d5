import * as v from 'valibot'
import { BOUNDS, type Report } from '#src/vocabulary/index.ts'
import { cadence, detectorCard, parameterCard, probeCard } from './cards.ts'
import { claimOfRun } from './claim.ts'
import { attach, breakpoint, command, past } from './command.ts'
import { labelFields, noteChange } from './label.ts'
import { run } from './run.ts'
import { columnHead, probeId, seriesDeclaration, seriesName, type ColumnHead } from './series.ts'
import {
  fields,
  finite,
  label,
  listOf,
  maybe,
  oneOf,
  orNull,
  pathName,
  runId,
  settings,
  share,
  step,
  text,
  time,
  truth,
} from './values.ts'

/** A Report as it travels: of its columns only the heads, since the numbers lie behind the header. */
export type PackedReport = Report extends infer One
  ? One extends { columns: unknown }
    ? Omit<One, 'columns'> & { readonly columns: readonly ColumnHead[] }
    : One
  : never

const columns = listOf(columnHead, 'columns', BOUNDS.columnsAReport)
const why = text('a reason')
/** In steps: an estimate lies between two of them, and an interval may reach before the first. */
const interval = fields('an interval with low, high and level', { low: finite, high: finite, level: share })
const transition = fields('a transition with series, key and seenAt', {
  series: seriesName,
  key: label('a transition'),
  onset: orNull(interval),
  end: orNull(step),
  before: orNull(finite),
  after: orNull(finite),
  seenAt: step,
  score: finite,
})
const mark = fields('a mark with by and step', {
  by: label('who saw it'),
  step,
  label: text('a mark'),
  about: text(),
  transition: maybe(transition),
})

/** A fact about a run, whole. */
export const report = v.variant(
  'type',
  [
    of('measured', { columns }),
    of('started', {
      run,
      probes: listOf(probeCard, 'cards', BOUNDS.cards),
      detectors: listOf(detectorCard, 'cards', BOUNDS.cards),
      cards: maybe(text('the hash of cards')),
      settable: maybe(listOf(parameterCard, 'settings')),
      planned: maybe(listOf(fields('what is planned', attach), 'probes', BOUNDS.cards)),
      breakpoints: maybe(listOf(breakpoint, 'breakpoints')),
      claims: maybe(listOf(claimOfRun, 'claims')),
    }),
    of('attached', {
      probe: probeId,
      step,
      cadence,
      options: settings,
      from: maybe(orNull(step)),
      past: maybe(past),
      live: maybe(truth),
    }),
    of('detached', { probe: probeId, step }),
    of('retuned', {
      probe: probeId,
      step,
      cadence,
      options: settings,
      until: orNull(step),
      why: orNull(why),
      from: maybe(step),
      to: maybe(step),
      past: maybe(past),
    }),
    of('described', {
      step,
      parameters: maybe(settings),
      summary: maybe(settings),
      settable: maybe(listOf(parameterCard, 'settings')),
      steps: maybe(step),
    }),
    of('resumed', { step }),
    of('filled', {
      probe: probeId,
      from: step,
      to: step,
      goal: step,
      columns,
      drift: maybe(finite),
      driftAt: maybe(step),
      denser: maybe(truth),
    }),
    of('thinned', { from: step, to: step, kept: step, of: step, why, columns }),
    of('unfilled', { probe: probeId, step, why, denser: maybe(truth) }),
    of('checkpointed', { step, bytes: step, whole: truth }),
    of('forked', { run: runId, step, set: settings }),
    of('offered', { probe: probeCard, file: text('a file'), step }),
    of('rejected', { file: text('a file'), line: orNull(finite), why, step }),
    of('declared', { series: seriesDeclaration }),
    of('absent', { series: seriesName, step, why }),
    of('marked', { mark, saidAt: maybe(step) }),
    of('labeled', labelFields.entries),
    of('noted', { note: noteChange }),
    of('applied', { command, step, by: maybe(label('who asked')) }),
    of('failed', { probe: probeId, step, why }),
    of('ended', {
      how: oneOf(['completed', 'stopped', 'failed']),
      step,
      msPerStep: finite,
      weights: text('a hash', BOUNDS.name),
      why: orNull(why),
    }),
  ],
  () => `one of ${REPORT_TYPES.join(', ')}`,
)

/** Every type of Report, in the order in which errors list them. */
export const REPORT_TYPES: readonly string[] = report.options.map(({ entries }) => entries.type.literal)

function of<const Type extends string, Entries extends v.ObjectEntries>(type: Type, entries: Entries) {
  return fields('a Report', { type: v.literal(type), ...entries })
}

/** A Report with its place in its run. */
export const envelope = fields('a Report with its place', {
  run: runId,
  writer: maybe(pathName('the id of a writer')),
  seq: step,
  at: time,
  report,
})
export type PackedEnvelope = v.InferOutput<typeof envelope>
