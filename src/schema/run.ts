import { fields, finite, label, listOf, maybe, orNull, runId, settings, step, text, time } from './values.ts'

const backend = fields('what computes the run', {
  name: label('the name of a backend'),
  version: text(),
  obtained: text(),
  device: text(),
  threads: finite,
})

const parent = fields('the run and step that it left', { run: runId, step, set: settings })

const client = fields('what logs the run', {
  name: label('the name of a client'),
  version: label('a version'),
  framework: orNull(label('a framework and its version')),
})

/** A run as declared when it starts. */
export const run = fields('a run as declared', {
  id: runId,
  name: label('the name of a run'),
  experiment: label('the id of an experiment'),
  source: maybe(label('the hash of a file')),
  parameters: settings,
  seed: orNull(finite),
  steps: step,
  startedAt: time,
  backend,
  host: text('the name of a machine', 256),
  version: label('a version'),
  commit: maybe(orNull(text('a git commit', 256))),
  parent: maybe(orNull(parent)),
  with: maybe(orNull(text('a second network'))),
  group: maybe(orNull(label('the name of a sweep or study'))),
  opensWith: maybe(listOf(label('the id of a probe'), 'probes')),
  client: maybe(client),
  summary: maybe(settings),
})
