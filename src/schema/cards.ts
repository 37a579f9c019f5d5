import * as v from 'valibot'
import { BOUNDS, CARD_KINDS, type Need, type NullModel } from '#src/vocabulary/index.ts'
import { facet, grid, group, path, probeId, scale, seriesName, unit } from './series.ts'
import {
  count,
  fields,
  finite,
  formula,
  label,
  listOf,
  maybe,
  oneOf,
  orNull,
  pair,
  text,
  truth,
  wordOf,
} from './values.ts'

export const cadence = v.variant(
  'kind',
  [
    fields('a cadence', { kind: v.literal('every'), steps: count }),
    fields('a cadence', { kind: v.literal('per-decade'), points: count }),
    fields('a cadence', { kind: v.literal('adaptive'), shortest: count, longest: count }),
  ],
  "a cadence: { kind: 'every', steps }, { kind: 'per-decade', points } or { kind: 'adaptive', shortest, longest }",
)

const choices = listOf(text('a choice', BOUNDS.name), 'choices')
const range = { default: finite, min: finite, max: finite }

const described = { key: label('the name of an option'), about: text() }
const optionCard = v.variant(
  'type',
  [
    fields('an option', { ...described, type: oneOf(['number', 'integer']), ...range }),
    fields('an option', { ...described, type: v.literal('choice'), default: text(), choices }),
    fields('an option', { ...described, type: v.literal('series'), default: text() }),
  ],
  'one of number, integer, choice, series',
)

const parameter = { key: label('the name of a setting'), about: text(), settable: maybe(truth) }
export const parameterCard = v.variant(
  'type',
  [
    fields('a setting', { ...parameter, type: oneOf(['integer', 'number']), ...range }),
    fields('a setting', { ...parameter, type: v.literal('choice'), default: text(), choices }),
  ],
  'one of integer, number, choice',
)

const outputCard = fields('what a probe gives', {
  kind: oneOf(CARD_KINDS),
  parts: oneOf(['one', 'many']),
  headline: orNull(label('a part')),
  scale,
  range: orNull(pair),
  axis: orNull(text('what an axis numbers', BOUNDS.name)),
  grid,
  facet,
  path,
})

const theoryLine = fields('a line of theory', { label: text(), formula, value: orNull(finite), reference: text() })

export const probeCard = fields('the card of a probe', {
  id: probeId,
  name: label(),
  symbol: text('a symbol', BOUNDS.name),
  formula,
  unit,
  about: text(),
  caveat: text(),
  estimator: text(),
  edges: text(),
  reference: text(),
  needs: listOf(wordOf<Need>('a need'), 'needs'),
  cost: oneOf(['free', 'pass', 'passes']),
  cadence,
  group,
  output: outputCard,
  options: listOf(optionCard, 'options'),
  theory: listOf(theoryLine, 'lines of theory'),
  nulls: listOf(wordOf<NullModel>('a null model'), 'null models'),
  remembers: truth,
})

export const detectorCard = fields('the card of a detector', {
  id: probeId,
  name: label(),
  about: text(),
  reference: text(),
  watches: listOf(seriesName, 'series'),
})
