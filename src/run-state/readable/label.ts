import type { Label, NoteChange } from '#src/vocabulary/index.ts'
import { fieldsOf, listOf, nameOrNull, needed, stepOrNull } from './fields.ts'

/** What was said of a run: a field of another kind than it should be changes nothing, which for a reducer is one that is not there. */
export function readableLabel(value: unknown): Label {
  const { name, tags, note, archived } = fieldsOf(value)
  return {
    name: name === null ? null : (nameOrNull(name) ?? undefined),
    tags: Array.isArray(tags) ? listOf(tags).flatMap((tag) => nameOrNull(tag) ?? []) : undefined,
    note: note === null ? null : (nameOrNull(note) ?? undefined),
    archived: typeof archived === 'boolean' ? archived : undefined,
  }
}

/** A note says nothing without an id and a step; one without a text is taken away, whatever else it says. */
export function readableNote(value: unknown): NoteChange {
  const { id, from, to, text } = fieldsOf(value)
  const first = needed(stepOrNull(from), 'note.from', 'a whole number from 0', from)
  return {
    id: needed(nameOrNull(id), 'note.id', 'a name', id),
    from: first,
    to: Math.max(first, stepOrNull(to) ?? first),
    text: nameOrNull(text),
  }
}
