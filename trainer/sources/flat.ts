import { BOUNDS } from '#src/vocabulary/index.ts'

/** Keys of nested records, joined: `{ a: { b: 1 } }` is `a/b`. Deeper than this, or behind so many characters, a record is left as it is. */
const DEPTH = 32
/** Each key below has them again, so that a line of few characters could say any number of them. */
const LONGEST = 4 * BOUNDS.name

export function* flat(value: Readonly<Record<string, unknown>>, before = '', depth = 0): Generator<[string, unknown]> {
  for (const [key, one] of Object.entries(value)) {
    const name = before === '' ? key : `${before}/${key}`
    if (isNested(one) && depth < DEPTH && name.length <= LONGEST) yield* flat(one, name, depth + 1)
    else yield [name, one]
  }
}

/** A record that is only a folder of others; one with a `_type` is a value of its own, as wandb and Trackio write it. */
function isNested(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('_type' in value)
}
