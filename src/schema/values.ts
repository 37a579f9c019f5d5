import * as v from 'valibot'
import {
  BOUNDS,
  charactersOf,
  FARTHEST,
  PATH_NAME,
  PATH_NAME_EXPECTED,
  GIVEN_NAME_EXPECTED,
  PRINTABLE,
  VISIBLE,
} from '#src/vocabulary/index.ts'

/**
 * What the schemas are made of. The message of each says what is expected, as a refusal quotes it; bounds are checked before
 * anything that would take time with the length.
 */

/** The id of a run or writer, or any other name that becomes part of a path. */
export const pathName = (what: string) => {
  const expected = `${what}, ${PATH_NAME_EXPECTED}`
  return v.pipe(v.string(expected), v.maxLength(BOUNDS.pathName, expected), v.regex(PATH_NAME, expected))
}

export const runId = pathName('a run id')

/** A name that people read: of a run, a series, a part, a group, a setting, a host. */
export const label = (what = 'a name') => {
  const expected = `${what}, 1 to ${BOUNDS.name} characters without control characters`
  return v.pipe(
    v.string(expected),
    v.minLength(1, expected),
    v.maxLength(BOUNDS.name, expected),
    v.regex(PRINTABLE, expected),
  )
}

/** There is something to be seen of it. A check, since JSON Schema has no pattern for it. */
export const visible = (expected: string) => v.check((text: string) => VISIBLE.test(text), expected)

/** A name that a person gives. */
export const givenName = v.pipe(label(GIVEN_NAME_EXPECTED), visible(GIVEN_NAME_EXPECTED))

/**
 * A word of a list that may grow: a group, a need, a null model, a backend of a later version is taken as a label, so that its
 * runs can be read here, too.
 */
export const wordOf = <Word extends string>(what: string) => label(what) as unknown as v.GenericSchema<Word>

/** A text for people; it may be empty. */
export const text = (what = 'a text', bound: number = BOUNDS.text) => {
  const expected = `${what}, at most ${bound} characters`
  return v.pipe(v.string(expected), v.maxLength(bound, expected))
}

/** LaTeX. */
export const formula = text('a formula', BOUNDS.formula)

/** A whole number from `least`. */
const whole = (least: 0 | 1) => {
  const expected = `a whole number from ${least}`
  return v.pipe(v.number(expected), v.safeInteger(expected), v.minValue(least, expected))
}
export const step = whole(0)
export const count = whole(1)

export const finite = v.pipe(v.number('a finite number'), v.finite('a finite number'))

/** Milliseconds since the epoch that a calendar knows: others would be no date wherever they are shown. */
const TIME_EXPECTED = `milliseconds since the epoch, from -${FARTHEST} to ${FARTHEST}`
export const time = v.pipe(
  v.number(TIME_EXPECTED),
  v.minValue(-FARTHEST, TIME_EXPECTED),
  v.maxValue(FARTHEST, TIME_EXPECTED),
)
export const share = v.pipe(
  v.number('a share from 0 to 1'),
  v.minValue(0, 'a share from 0 to 1'),
  v.maxValue(1, 'a share from 0 to 1'),
)
export const truth = v.boolean('true or false')

/** The value of a setting or an option. */
export const setting = v.union([finite, text()], 'a number or a word')
export const settings = v.pipe(
  v.record(label(), setting, 'a record of settings'),
  v.maxEntries(BOUNDS.entries, `at most ${BOUNDS.entries} settings`),
  v.check((given) => charactersOf(given) <= BOUNDS.settingsCharacters, `settings of at most ${BOUNDS.settingsCharacters} characters together`), // prettier-ignore
)

export const oneOf = <const Options extends readonly string[]>(options: Options) =>
  v.picklist(options, `one of ${options.join(', ')}`)

export const listOf = <Item extends v.GenericSchema>(item: Item, what: string, most: number = BOUNDS.entries) =>
  v.pipe(v.array(item, `a list of ${what}`), v.maxLength(most, `at most ${most} ${what}`))

export const pair = v.tuple([finite, finite], 'a smallest and a largest number')

/** Something or null. */
export const orNull = <Item extends v.GenericSchema>(item: Item) => v.nullable(item)

/** What may be left out. */
export const maybe = <Item extends v.GenericSchema>(item: Item) => v.optional(item)

/**
 * A record of these fields. Others are dropped and not refused: what a later version says besides does not keep what it says
 * from being read, and nothing that was not checked is kept.
 */
export const fields = <Entries extends v.ObjectEntries>(what: string, entries: Entries) =>
  v.object(entries, ({ expected, input }) => {
    const missing = expected?.startsWith('"') ? entries[expected.slice(1, -1)] : undefined
    return (input === undefined && missing !== undefined && expectationOf(missing)) || what
  })

/** What a schema expects, in words. */
function expectationOf(schema: object): string | null {
  if ('message' in schema && typeof schema.message === 'string') return schema.message
  return 'wrapped' in schema ? expectationOf(schema.wrapped as object) : null
}
