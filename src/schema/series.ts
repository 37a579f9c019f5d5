import * as v from 'valibot'
import { BOUNDS, OUTPUT_KINDS, POINT_PATHS, type Group } from '#src/vocabulary/index.ts'
import { fields, finite, label, listOf, maybe, oneOf, orNull, pair, text, wordOf } from './values.ts'

export const seriesName = label('a series name')
export const probeId = label('the id of a probe')
const outputKind = oneOf(OUTPUT_KINDS)
export const scale = oneOf(['linear', 'log'])
export const group = wordOf<Group>('a group')
export const grid = orNull(listOf(finite, 'places on an axis', BOUNDS.grid))
export const facet = maybe(orNull(text('what pictures differ in', BOUNDS.name)))
export const path = maybe(orNull(oneOf(POINT_PATHS)))
export const unit = text('a unit', BOUNDS.name)

export const seriesDeclaration = fields('a series with name, probe and kind', {
  name: seriesName,
  probe: probeId,
  part: orNull(label('a part')),
  kind: outputKind,
  group,
  unit,
  scale,
  range: orNull(pair),
  axis: maybe(orNull(text('what an axis numbers', BOUNDS.name))),
  grid: maybe(grid),
  facet,
  path,
})

/** What a Report says of a column; its numbers lie behind the header. */
export const columnHead = fields('the head of a column', {
  series: seriesName,
  frames: v.optional(v.boolean('true or false'), false),
  /** Its steps are those of the column before it in the Report, and are not repeated. */
  sameSteps: v.optional(v.boolean('true or false'), false),
})
export type ColumnHead = v.InferOutput<typeof columnHead>
