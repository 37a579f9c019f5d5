import { newNoteId, isRecord, type NoteChange, type RunId } from '#src/vocabulary/index.ts'
import { label as labelSchema, noteChange } from '#src/schema/label.ts'
import { parsed } from '#src/schema/parsed.ts'
import type { Trainers } from '#src/hub/ingest/trainers.ts'

/** Changes what a run is called and what is said of it, checked whole wherever it came from. */
export function sayLabel(run: RunId, label: unknown, trainers: Pick<Trainers, 'say'>): Promise<void> {
  return trainers.say(run, { type: 'labeled', ...parsed(labelSchema, label, 'label') })
}

/** Notes something on a run, or takes a note away. One step needs no `to`, and a new note no `id`. */
export async function sayNote(run: RunId, given: unknown, trainers: Pick<Trainers, 'say'>): Promise<NoteChange> {
  const whole = isRecord(given) ? { id: newNoteId(), to: given.from, ...given } : given
  const note = parsed(noteChange, whole, 'note')
  await trainers.say(run, { type: 'noted', note })
  return note
}
