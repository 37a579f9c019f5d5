import { expect, test } from 'vitest'
import { COMMAND_TYPES } from '#src/vocabulary/index.ts'
import { TRAINER_EVENTS, VIEWER_EVENTS } from '#src/schema/events.ts'
import { jsonSchema } from '#src/schema/json-schema.ts'
import { REPORT_TYPES } from '#src/schema/report.ts'

interface Schema {
  readonly properties: Readonly<Record<string, Schema>>
  readonly oneOf: readonly Schema[]
  readonly items: readonly unknown[]
  readonly const: unknown
}

const { definitions } = JSON.parse(JSON.stringify(jsonSchema(3))) as { definitions: Record<string, Schema> }
const typesOf = ({ oneOf }: Schema) => oneOf.map(({ properties }) => properties.type!.const)

test('JSON Schema has every event with its arguments, every Report and every Command', () => {
  for (const [name, events] of Object.entries({ trainer: TRAINER_EVENTS, viewer: VIEWER_EVENTS })) {
    const lengths = Object.entries(definitions[name]!.properties).map(([event, { items }]) => [event, items.length])
    expect(lengths).toEqual(Object.entries(events).map(([event, { given }]) => [event, given.length]))
  }
  expect(typesOf(definitions.envelope!.properties.report!)).toEqual(REPORT_TYPES)
  expect(typesOf(definitions.command!)).toEqual(COMMAND_TYPES)
})

test('bounds and patterns are in it, and nothing that a schema cannot say is silently a text', () => {
  const text = JSON.stringify(definitions)
  expect(text).toContain('"pattern":"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$"')
  expect(text).toContain('"maxItems":1024')
  expect(text).not.toContain('\\\\p{') // which the regular expressions of other languages do not know
  expect(definitions.trainer!.properties.reports!.items).toEqual([
    { title: 'reports', description: 'bytes, as a binary attachment' },
  ])
})
