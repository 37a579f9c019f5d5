import { Command } from 'commander'
import { PROTOCOL_VERSION } from '#src/wire/protocol.ts'
import { jsonSchema } from '#src/schema/json-schema.ts'
import { print } from '../terminal.ts'

export function schemaCommand(): Command {
  return new Command('schema')
    .description('print what writers and viewers may send, as JSON Schema, for programs in other languages')
    .action(() => print(JSON.stringify(jsonSchema(PROTOCOL_VERSION), null, 2)))
}
