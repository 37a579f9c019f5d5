import * as v from 'valibot'
import { BOUNDS, type SweepRequest } from '#src/vocabulary/index.ts'
import { parsed } from './parsed.ts'
import { count, fields, finite, givenName, label, listOf, maybe, oneOf, text } from './values.ts'

const list = (what: string) => text(what, BOUNDS.sweepText)
const settings = listOf(text('key=value', BOUNDS.text), 'settings')

const asked = {
  experiment: label('the id of an experiment'),
  source: maybe(label('the hash of a file')),
  grid: maybe(listOf(list('key=value,value,…'), 'parameters', BOUNDS.sweepParameters)),
  seeds: maybe(list('how many seeds, or which')),
  set: maybe(settings),
  steps: maybe(count),
  name: maybe(givenName),
  probes: maybe(listOf(text('a probe', BOUNDS.name), 'probes')),
  probeOptions: maybe(listOf(text('probe.option=value', BOUNDS.text), 'options of probes')),
  breaks: maybe(listOf(text('condition => actions', BOUNDS.text), 'breakpoints')),
  labels: maybe(listOf(text('name: condition', BOUNDS.text), 'labels')),
  refine: maybe(count),
}

const workers = `a whole number from 1 to ${BOUNDS.sweepWorkers}`

/** A sweep as it is asked for. */
export const sweepOrder = fields('a sweep', asked)

/** The same of a hub. */
export const sweepRequest = fields('a sweep', {
  ...asked,
  workers: maybe(
    v.pipe(v.number(workers), v.safeInteger(workers), v.minValue(1, workers), v.maxValue(BOUNDS.sweepWorkers, workers)),
  ),
})

export const sweepDeed = oneOf(['cancel', 'resume', 'rerun'])

/** A sweep as it lies in a data folder. */
const keptSweep = fields('a sweep', { version: v.literal(1, 'version 1'), startedAt: finite, order: sweepOrder })
export type KeptSweep = v.InferOutput<typeof keptSweep>

export function parseKeptSweep(value: unknown, file: string): KeptSweep {
  return parsed(keptSweep, value, file)
}

export function parseSweepRequest(value: unknown): SweepRequest {
  return parsed(sweepRequest, value, 'sweep')
}
