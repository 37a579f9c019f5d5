import { csvField, type Note } from '#src/vocabulary/index.ts'

/** The notes of a run as they stand, as an export has them: one line a note, told from a measurement by its type. */
export function* linesFromNotes(notes: readonly Note[]): Generator<string> {
  for (const note of notes) yield JSON.stringify({ type: 'noted', note })
}

/** The same as a table. */
export function* rowsFromNotes(notes: readonly Note[]): Generator<string> {
  yield 'from,to,text,id'
  for (const { id, from, to, text } of notes) yield [from, to, csvField(text), csvField(id)].join(',')
}
