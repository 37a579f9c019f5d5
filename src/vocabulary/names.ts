import { BOUNDS } from './bounds.ts'
import { badValue } from './errors.ts'

/** Letters, digits, dots, hyphens and underscores, no dot or hyphen first: one part of a path on every system, and no option. */
export const PATH_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/

/** What a name that is none is told. */
export const PATH_NAME_EXPECTED = `a name of 1 to ${BOUNDS.pathName} letters, digits, dots, hyphens and underscores that begins with a letter or digit`

/** Text without control characters (C0, DEL, C1) and without halves of characters: what a line on a screen or in a log can show. */
export const PRINTABLE = /^[^\u0000-\u001f\u007f-\u009f\ud800-\udfff]*$/u

/**
 * Whether a text can be the id of a run or a writer, or any other name that becomes part of a path. It is asked where a name
 * comes in, and again wherever a path is made of one.
 */
export function isPathName(text: unknown): text is string {
  return typeof text === 'string' && PATH_NAME.test(text)
}

/** `what` names the thing in the error: `Run id`. */
export function assertPathName(what: string, text: unknown): asserts text is string {
  if (!isPathName(text)) throw badValue(what, PATH_NAME_EXPECTED, text)
}

/** Something to be seen: a text of spaces, marks that join and characters without width alone shows nothing. */
export const VISIBLE = /[^\p{Z}\p{C}\p{M}]/u

/** What a person who gives a run such a name is told. */
export const GIVEN_NAME_EXPECTED = `a name of 1 to ${BOUNDS.name} characters that can be seen, without control characters`

/** Whether a person can give a run this name: a list without it would show nothing. */
export function isGivenName(text: unknown): text is string {
  return isLabel(text) && VISIBLE.test(text)
}

/** Whether a text can be a name that people read: of a run, a series, a part, a group, a unit, a host. */
export function isLabel(text: unknown, bound: number = BOUNDS.name): text is string {
  return typeof text === 'string' && text.length > 0 && text.length <= bound && PRINTABLE.test(text)
}
