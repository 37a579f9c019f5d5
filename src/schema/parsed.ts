import * as v from 'valibot'
import { isRecord, malformed } from '#src/vocabulary/index.ts'

/**
 * What another process said, as its schema has it: only known fields, each as declared. Anything else is refused with the
 * place, what was expected there and what came: `At reports[3].report(type = failed).step: expected a whole number from 0, got -1`.
 * `path` names the whole.
 */
export function parsed<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  path: string,
): v.InferOutput<Schema> {
  // The first fault ends it: a stranger is told one thing, and a million faults take no longer than one.
  const result = v.safeParse(schema, value, { abortEarly: true, abortPipeEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  throw malformed(placeOf(issue, path), issue.message, issue.input)
}

/** `reports[0].report(type = failed).step`; what has a type is named by it. */
function placeOf(issue: v.BaseIssue<unknown>, path: string): string {
  let place = path
  for (const { key, input } of issue.path ?? []) {
    if (typeof key === 'number') place += `[${key}]`
    else place += `${typed(input, key)}.${shown(key)}`
  }
  return place
}

function typed(input: unknown, key: unknown): string {
  if (key === 'type' || !isRecord(input)) return ''
  return typeof input.type === 'string' ? `(type = ${shown(input.type)})` : ''
}

function shown(key: unknown): string {
  return String(key)
    .slice(0, 60)
    .replace(/\p{Cc}/gu, ' ')
}
