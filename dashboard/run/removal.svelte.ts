import { messageOf, type RunId } from '#src/vocabulary/index.ts'
import type { Session } from '#dashboard/live/session.ts'
import { shortText } from '#dashboard/text/short.ts'

/** A run that was removed, for who wants it back. */
interface Gone {
  readonly id: RunId
  readonly name: string
}

/** Removing runs, and taking that back: what was removed stays in the store until the hub starts the next time. */
export class Removal {
  readonly #session: Pick<Session, 'remove' | 'restore'>
  #last = $state.raw<Gone | null>(null)
  #problem = $state<string | null>(null)

  constructor(session: Pick<Session, 'remove' | 'restore'>) {
    this.#session = session
  }

  /** The run that was removed last; null where that is none, was taken back, or was seen. */
  get last(): Gone | null {
    return this.#last
  }

  /** Why the last removal or restoration did not happen. */
  get problem(): string | null {
    return this.#problem
  }

  /** Whether it was removed. */
  async remove(id: RunId, name: string): Promise<boolean> {
    const done = await this.#try(`${shortText(name)} was not removed`, () => this.#session.remove(id))
    if (done) this.#last = { id, name }
    return done
  }

  async restore(id: RunId): Promise<boolean> {
    const done = await this.#try('It was not restored', () => this.#session.restore(id))
    if (done && this.#last?.id === id) this.#last = null
    return done
  }

  /** The word of it was seen. */
  forget(): void {
    this.#last = null
    this.#problem = null
  }

  async #try(otherwise: string, act: () => Promise<void>): Promise<boolean> {
    this.#problem = null
    try {
      await act()
      return true
    } catch (error) {
      this.#problem = `${otherwise}: ${messageOf(error)}`
      return false
    }
  }
}
