import * as v from 'valibot'
import { COMMAND_TYPES } from '#src/vocabulary/index.ts'
import { cadence } from './cards.ts'
import { probeId } from './series.ts'
import {
  count,
  fields,
  finite,
  givenName,
  label,
  listOf,
  maybe,
  oneOf,
  orNull,
  setting,
  settings,
  step,
  text,
} from './values.ts'

const action = v.variant(
  'type',
  [
    fields('an action', { type: v.literal('pause') }),
    fields('an action', { type: v.literal('checkpoint') }),
    fields('an action', { type: v.literal('mark'), label: text('a mark') }),
    fields('an action', { type: v.literal('densify'), probes: listOf(probeId, 'probes'), every: count, steps: count }),
    fields('an action', { type: v.literal('fill'), probes: listOf(probeId, 'probes'), every: count, within: count }),
    fields('an action', { type: v.literal('fork'), set: settings }),
  ],
  'one of pause, checkpoint, mark, densify, fill, fork',
)

/** Whether its condition can be read is for the language of conditions to say. */
export const breakpoint = fields('a breakpoint', {
  id: label('the id of a breakpoint'),
  when: text('a condition', 1000),
  then: listOf(action, 'actions'),
})

const share = orNull(
  v.pipe(
    v.number('a share above 0 and at most 1, or null'),
    v.gtValue(0, 'a share above 0 and at most 1, or null'),
    v.maxValue(1, 'a share above 0 and at most 1, or null'),
  ),
)
const since = v.union([v.picklist(['start', 'now']), step], "'start', 'now' or a step")
export const past = v.picklist(['every', 'checkpoints'], "'every' or 'checkpoints'")

/** What one says who wants a probe attached. */
export const attach = {
  probe: probeId,
  cadence: maybe(cadence),
  options: maybe(settings),
  from: maybe(since),
  to: maybe(step),
  past: maybe(past),
}

/** The fields of each Command. Whether a probe, a setting or a step exists is for the trainer to say. */
export const command = v.variant(
  'type',
  [
    of('pause', {}),
    of('resume', {}),
    of('stop', {}),
    of('step', { steps: count }),
    of('until', { step }),
    of('set', { key: label('the name of a setting'), value: setting }),
    of('checkpoint', {}),
    of('attach', attach),
    of('detach', { probe: probeId }),
    of('retune', { probe: probeId, cadence: maybe(cadence), options: maybe(settings), steps: maybe(count) }),
    of('try', { probe: probeId, options: maybe(settings) }),
    of('fork', { at: maybe(step), set: maybe(settings), name: maybe(givenName), steps: maybe(count) }),
    of('break', { breakpoint }),
    of('unbreak', { id: label('the id of a breakpoint') }),
    of('budget', { share }),
  ],
  `one of ${COMMAND_TYPES.join(', ')}`,
)

function of<const Type extends string, Entries extends v.ObjectEntries>(type: Type, entries: Entries) {
  return fields('a Command', { type: v.literal(type), ...entries })
}

/** The trainer's answer to a Command. */
export const outcome = v.variant(
  'ok',
  [
    fields('an outcome', {
      ok: v.literal(true),
      step,
      ms: maybe(finite),
      run: maybe(label('a run id')),
      note: maybe(text()),
    }),
    fields('an outcome', { ok: v.literal(false), why: text() }),
  ],
  'an outcome: { ok: true, step } or { ok: false, why }',
)

export const commandTypes = listOf(oneOf(COMMAND_TYPES), 'types of Commands', COMMAND_TYPES.length)
