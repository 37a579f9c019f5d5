/**
 * What people call a run and say of it: nothing that it computes depends on this, and whoever compares many runs finds them
 * again by it.
 */
export interface Labels {
  /** In place of the name that it declared; null where that one holds. */
  readonly name: string | null
  readonly tags: readonly string[]
  /** A few words on all of it; null where there are none. */
  readonly note: string | null
  /** Kept, and left out of lists that do not ask for it. */
  readonly archived: boolean
}

/** What somebody changes of these: each field that is given replaces the one before. */
export type Label = Partial<Labels>

/** A run of which nobody has said anything. */
export const NO_LABELS: Labels = { name: null, tags: [], note: null, archived: false }

/** A few words on a step of a run, or on the steps `from … to`: drawn on every chart of it. */
export interface Note {
  /** Unique in the run: said again with the same id, it takes the place of what was there. */
  readonly id: string
  readonly from: number
  /** The last step, `from` where it is one step. */
  readonly to: number
  readonly text: string
}

/** A note as it is said: without a text it is taken away. */
export type NoteChange = Omit<Note, 'text'> & { readonly text: string | null }

export function withLabel(labels: Labels, { name, tags, note, archived }: Label): Labels {
  return {
    name: name === undefined ? labels.name : name,
    tags: tags === undefined ? labels.tags : [...new Set(tags)],
    note: note === undefined ? labels.note : note,
    archived: archived ?? labels.archived,
  }
}

/** In the order in which they were first said. */
export function withNote(notes: readonly Note[], { id, from, to, text }: NoteChange): readonly Note[] {
  if (text === null) return notes.filter((note) => note.id !== id)
  const note = { id, from, to, text }
  return notes.some((one) => one.id === id) ? notes.map((one) => (one.id === id ? note : one)) : [...notes, note]
}

/** `step 120`, `steps 120 to 180`. */
export function stepsText({ from, to }: Pick<Note, 'from' | 'to'>): string {
  return from === to ? `step ${from}` : `steps ${from} to ${to}`
}
