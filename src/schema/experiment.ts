import * as v from 'valibot'
import { BOUNDS, TIERS } from '#src/vocabulary/index.ts'
import { parameterCard } from './cards.ts'
import { along, claimOfRun } from './claim.ts'
import { attach, breakpoint } from './command.ts'
import { parsed } from './parsed.ts'
import { count, fields, label, listOf, maybe, oneOf, settings, step, text } from './values.ts'

/** A claim as an experiment makes it. */
export const claim = fields('a claim', {
  ...claimOfRun.entries,
  settings: maybe(settings),
  steps: maybe(count),
  along: maybe(along),
  tier: maybe(oneOf(TIERS)),
})

/** What an experiment says of itself in a person's file, besides its functions. */
const experimentDefinition = fields('an experiment', {
  id: label('an id'),
  name: label(),
  about: text(),
  reference: text(),
  parameters: listOf(parameterCard, 'settings'),
  seed: step,
  steps: count,
  probes: listOf(v.union([label('the id of a probe'), fields('a probe', attach)], 'a probe'), 'probes'),
  opensWith: maybe(listOf(label('the id of a probe'), 'probes')),
  claims: listOf(claim, 'claims'),
  breakpoints: maybe(listOf(breakpoint, 'breakpoints')),
})
export type ExperimentDefinition = v.InferOutput<typeof experimentDefinition>

export function parseExperiment(value: unknown): ExperimentDefinition {
  return parsed(experimentDefinition, value, 'experiment')
}

/** Which part of a file of examples is asked and which is the answer. */
const tableFile = fields('a file of examples', {
  file: text('a path'),
  target: label('the name of a column or tensor'),
  inputs: maybe(listOf(label('the name of a column or tensor'), 'columns', BOUNDS.entries)),
  answers: oneOf(['classes', 'numbers']),
  separator: maybe(oneOf([',', ';', '\t'])),
})

export function parseTableFile(value: unknown): v.InferOutput<typeof tableFile> {
  return parsed(tableFile, value, 'experiment.data')
}

/** The text of a person's file as a data folder keeps it, with where it lay. */
const keptExperiment = fields('a kept experiment', {
  version: v.literal(1, 'version 1'),
  file: text('a path'),
  text: v.string('the text of a file'),
  data: maybe(fields('a file of examples', { path: text('a path'), hash: label('the hash of a file') })),
})

export function parseKeptExperiment(value: unknown, file: string): v.InferOutput<typeof keptExperiment> {
  return parsed(keptExperiment, value, file)
}
