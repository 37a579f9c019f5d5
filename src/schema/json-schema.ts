import { toJsonSchema } from '@valibot/to-json-schema'
import type { GenericSchema } from 'valibot'
import { detectorCard, probeCard } from './cards.ts'
import { command, outcome } from './command.ts'
import { TRAINER_EVENTS, VIEWER_EVENTS, type EventSchemas } from './events.ts'
import { envelope } from './report.ts'
import { seriesDeclaration } from './series.ts'

/**
 * What may come in, as JSON Schema (draft 7), for writers and viewers in other languages: made from the schemas that the hub
 * itself asks. The arguments of an event are a tuple; numbers travel behind a header, as `src/wire/pack.ts` says.
 */
export function jsonSchema(protocol: number): object {
  const words = { envelope, command, outcome, probeCard, detectorCard, seriesDeclaration }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Phasescope, protocol ${protocol}`,
    description:
      'definitions.trainer and definitions.viewer: the arguments of each event of a namespace, before its acknowledgement. ' +
      'definitions.envelope: a Report in the header of a packed message; its columns follow as raw numbers. ' +
      'In place of its list of columns it may give the place of an earlier Report of the message that has the same.',
    definitions: {
      ...Object.fromEntries(Object.entries(words).map(([name, schema]) => [name, inJson(schema)])),
      trainer: { type: 'object', properties: eventsInJson(TRAINER_EVENTS) },
      viewer: { type: 'object', properties: eventsInJson(VIEWER_EVENTS) },
    },
  }
}

function eventsInJson(events: EventSchemas): object {
  return Object.fromEntries(
    Object.entries(events).map(([name, { given }]) => [
      name,
      {
        type: 'array',
        items: given.map(([title, schema]) => ({ title, ...inJson(schema) })),
        minItems: given.length,
        maxItems: given.length,
      },
    ]),
  )
}

function inJson(schema: GenericSchema): object {
  const json = toJsonSchema(schema, {
    typeMode: 'input',
    errorMode: 'ignore',
    // Bytes have no type in JSON; a socket carries them beside it.
    overrideSchema: ({ valibotSchema, jsonSchema }) =>
      valibotSchema.type === 'instance' ? { description: 'bytes, as a binary attachment' } : jsonSchema,
  })
  delete json.$schema // said once, of the whole
  return json
}
