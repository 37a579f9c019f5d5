import * as v from 'valibot'
import { BOUNDS, TIERS } from '#src/vocabulary/index.ts'
import { along, claimOfRun } from './claim.ts'
import { count, fields, finite, label, listOf, maybe, oneOf, orNull, settings, step, text, truth } from './values.ts'

const verdict = oneOf(['holds', 'fails', 'open'])

const run = fields('what a run said of a claim', {
  seed: step,
  verdict,
  value: orNull(finite),
  steps: listOf(step, 'steps'),
  why: orNull(text()),
  points: maybe(listOf(fields('the number of a run', { at: finite, value: orNull(finite) }), 'runs')),
})

const claim = fields('a claim and what was measured', {
  ...claimOfRun.entries,
  along: maybe(along),
  verdict,
  mean: orNull(finite),
  settings,
  runs: listOf(run, 'runs', BOUNDS.sweepRuns),
})

const experiment = fields('an experiment and its claims', {
  experiment: label('the id of an experiment'),
  name: label(),
  reference: text(),
  seconds: finite,
  claims: listOf(claim, 'claims'),
})

/** What `phasescope verify --json` prints. */
export const verification = fields('what `phasescope verify --json` printed', {
  version: label('the version of Phasescope'),
  commit: orNull(label('a git commit')),
  day: v.pipe(v.string('a day, such as 2026-11-30'), v.isoDate('a day, such as 2026-11-30')),
  backend: text(),
  tier: oneOf(TIERS),
  set: listOf(text(), 'settings'),
  holds: truth,
  seconds: finite,
  workers: count,
  experiments: listOf(experiment, 'experiments'),
})
