import { csvField, type Note, type RunId } from '#src/vocabulary/index.ts'

/** The notes of a run as they stand, as an export has them: one line a note, told from a measurement by its type. */
export function* linesFromNotes(notes: readonly Note[], of: { readonly run?: RunId } = {}): Generator<string> {
  for (const note of notes) yield JSON.stringify({ type: 'noted', ...of, note })
}

/** The same as a table. */
export function* rowsFromNotes(notes: readonly Note[]): Generator<string> {
  yield NOTES_HEADER
  for (const { id, from, to, text } of notes) yield [from, to, csvField(text), csvField(id)].join(',')
}

export const NOTES_HEADER = 'from,to,text,id'
