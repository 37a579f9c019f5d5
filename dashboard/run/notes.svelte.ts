import { messageOf, newNoteId, stepsText, type Note, type NoteChange } from '#src/vocabulary/index.ts'

/** A note that somebody is writing: a new one, or one that is there. */
export interface Draft extends Omit<Note, 'id'> {
  readonly id: string | null
}

/** What a page does to the notes on a run: they are written, changed, taken away, and brought back. */
export class Notes {
  readonly #say: (note: NoteChange) => Promise<void>
  #draft = $state.raw<Draft | null>(null)
  #removed = $state.raw<Note | null>(null)
  #problem = $state<string | null>(null)

  constructor(say: (note: NoteChange) => Promise<void>) {
    this.#say = say
  }

  /** What is being written; null where nothing is. */
  get draft(): Draft | null {
    return this.#draft
  }

  /** The note that was taken away last; null where it came back, or the word of it was seen. */
  get removed(): Note | null {
    return this.#removed
  }

  /** Why the last change did not happen. */
  get problem(): string | null {
    return this.#problem
  }

  /** Begins a note on a step, or on the steps from one to another, whichever comes first. */
  begin(one: number, other = one): void {
    this.#draft = { id: null, from: Math.min(one, other), to: Math.max(one, other), text: '' }
  }

  change(note: Note): void {
    this.#draft = note
  }

  leave(): void {
    this.#draft = null
  }

  async keep({ id, from, to, text }: Draft): Promise<boolean> {
    const isKept = await this.#try('The note was not kept', { id: id ?? newNoteId(), from, to, text })
    if (isKept) this.#draft = null
    return isKept
  }

  async remove(note: Note): Promise<void> {
    const isGone = await this.#try('The note was not removed', { ...note, text: null })
    if (!isGone) return
    this.#draft = null
    this.#removed = note
  }

  async undo(): Promise<void> {
    const note = this.#removed
    if (note !== null && (await this.#try('The note was not brought back', note))) this.#removed = null
  }

  /** The word of it was seen. */
  forget(): void {
    this.#removed = null
    this.#problem = null
  }

  async #try(otherwise: string, note: NoteChange): Promise<boolean> {
    this.#problem = null
    try {
      await this.#say(note)
      return true
    } catch (error) {
      this.#problem = `${otherwise}: ${messageOf(error)} (${stepsText(note)})`
      return false
    }
  }
}
