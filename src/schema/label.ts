import * as v from 'valibot'
import { BOUNDS } from '#src/vocabulary/index.ts'
import { fields, givenName, label as line, listOf, maybe, orNull, pathName, step, truth, visible } from './values.ts'

const someText = `a text of 1 to ${BOUNDS.text} characters that can be seen, or null for none`
const words = v.pipe(
  v.string(someText),
  v.minLength(1, someText),
  v.maxLength(BOUNDS.text, someText),
  visible(someText),
)

const tagExpected = `a tag of 1 to ${BOUNDS.tag} characters that can be seen, without control characters`
const tag = v.pipe(line(tagExpected), v.maxLength(BOUNDS.tag, tagExpected), visible(tagExpected))

const someOfThese = 'a label with any of name, tags, note and archived'

/** As it stands in a Report. */
export const labelFields = fields(someOfThese, {
  name: maybe(orNull(givenName)),
  tags: maybe(listOf(tag, 'tags', BOUNDS.tags)),
  note: maybe(orNull(words)),
  archived: maybe(truth),
})

/** What somebody changes of what a run is called and what is said of it: something at least. */
export const label = v.pipe(
  labelFields,
  v.check((given) => Object.values(given).some((value) => value !== undefined), someOfThese),
)

const inOrder = 'a last step that is no earlier than the first'

/** A note on some steps, or that it is taken away. */
export const noteChange = v.pipe(
  fields('a note with id, from, to and text', {
    id: pathName('the id of a note'),
    from: step,
    to: step,
    text: orNull(words),
  }),
  v.forward(
    v.partialCheck([['from'], ['to']], ({ from, to }) => to >= from, inOrder),
    ['to'],
  ),
)
