import * as v from 'valibot'
import { BOUNDS, PRINTABLE, VIEW_PAGE, type NamedViewChange } from '#src/vocabulary/index.ts'
import { parsed } from './parsed.ts'
import { fields, givenName, maybe, truth } from './values.ts'

const pageExpected = 'the page of a view: /, /compare or /runs/<run>'
const queryExpected = `the parameters of an address, at most ${BOUNDS.viewQuery} characters without the question mark`

const kind = <const Type extends string>(type: Type) => v.literal(type, 'one of save, rename, remove')

/** What somebody does to the named views. */
export const namedViewChange = v.variant(
  'type',
  [
    fields('a view', {
      type: kind('save'),
      name: givenName,
      page: v.pipe(v.string(pageExpected), v.maxLength(BOUNDS.name, pageExpected), v.regex(VIEW_PAGE, pageExpected)),
      query: v.pipe(
        v.string(queryExpected),
        v.maxLength(BOUNDS.viewQuery, queryExpected),
        v.regex(PRINTABLE, queryExpected),
        v.regex(/^(?![?])[^#]*$/, queryExpected),
      ),
      replace: maybe(truth),
    }),
    fields('a view', { type: kind('rename'), name: givenName, to: givenName }),
    fields('a view', { type: kind('remove'), name: givenName }),
  ],
  'a change of type save, rename or remove',
)

export function parseNamedViewChange(value: unknown): NamedViewChange {
  return parsed(namedViewChange, value, 'view')
}
