import { messageOf, type Label, type RunSummary } from '#src/vocabulary/index.ts'
import type { Session } from '#dashboard/live/session.ts'
import { countText } from '#dashboard/text/format.ts'
import { shortText } from '#dashboard/text/short.ts'

/** What was done to runs, and how it is taken back. */
export interface Deed {
  readonly text: string
  readonly undo: () => Promise<void>
}

/** So many runs are told of something at once: a hub answers one after the other. */
const TOGETHER = 32

/**
 * What a list does to runs as a whole: labels, and removal. What was done last can be taken back, whoever shows it; of many
 * runs, those that took it keep it where one did not, and are told.
 */
export class Deeds {
  readonly #session: Pick<Session, 'label' | 'remove' | 'restore'>
  #last = $state.raw<Deed | null>(null)
  #problem = $state<string | null>(null)

  constructor(session: Pick<Session, 'label' | 'remove' | 'restore'>) {
    this.#session = session
  }

  get last(): Deed | null {
    return this.#last
  }

  /** Why the last one did not happen, or not to all. */
  get problem(): string | null {
    return this.#problem
  }

  /** Gives each run the label that is made of what it has; what it had comes back by undo. */
  async label(did: string, runs: readonly RunSummary[], labelOf: (run: RunSummary) => Label): Promise<boolean> {
    const labels = runs.map((run) => ({ id: run.run.id, to: labelOf(run), from: before(run, labelOf(run)) }))
    const done = await this.#each(labels, ({ id, to }) => this.#session.label(id, to))
    this.#tell(did, runs, done, ({ id, from }) => this.#session.label(id, from))
    return done.length === runs.length
  }

  async remove(runs: readonly RunSummary[]): Promise<boolean> {
    const done = await this.#each(runs, ({ run }) => this.#session.remove(run.id))
    this.#tell('Removed', runs, done, ({ run }) => this.#session.restore(run.id))
    return done.length === runs.length
  }

  async restore(runs: readonly RunSummary[]): Promise<boolean> {
    const done = await this.#each(runs, ({ run }) => this.#session.restore(run.id))
    this.#tell('Restored', runs, done, ({ run }) => this.#session.remove(run.id))
    return done.length === runs.length
  }

  /** Does something else, such as with a named view, that `back` takes back. */
  async does(text: string, act: () => Promise<void>, back: () => Promise<void>): Promise<boolean> {
    this.#problem = null
    try {
      await act()
      this.#last = { text, undo: () => this.#told(back) }
      return true
    } catch (error) {
      this.#problem = messageOf(error)
      return false
    }
  }

  async #told(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      this.#problem = messageOf(error)
    }
  }

  async undo(): Promise<void> {
    const deed = this.#last
    this.#last = null
    await deed?.undo()
  }

  /** The word of it was seen. */
  forget(): void {
    this.#last = null
    this.#problem = null
  }

  #tell<T>(did: string, runs: readonly RunSummary[], done: readonly T[], back: (one: T) => Promise<void>): void {
    if (done.length === 0) return
    const what =
      done.length === 1 && runs.length === 1 ? shortText(runs[0]!.run.name) : `${countText(done.length)} runs`
    this.#last = { text: `${did} ${what}`, undo: async () => void (await this.#each(done, back)) }
  }

  /** Those with which it went well; of the others, the first reason is told. */
  async #each<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<T[]> {
    this.#problem = null
    const done: T[] = []
    for (let from = 0; from < all.length; from += TOGETHER) {
      const some = all.slice(from, from + TOGETHER)
      const outcomes = await Promise.allSettled(some.map(act))
      outcomes.forEach((outcome, i) => {
        if (outcome.status === 'fulfilled') done.push(some[i]!)
        else this.#problem ??= messageOf(outcome.reason)
      })
    }
    const missed = all.length - done.length
    if (missed > 0 && all.length > 1)
      this.#problem = `${countText(missed)} of ${countText(all.length)} runs: ${this.#problem}`
    return done
  }
}

/** The same fields as they are now. */
function before({ run, tags, note, archived }: RunSummary, label: Label): Label {
  return {
    ...(label.name !== undefined && { name: run.name }),
    ...(label.tags !== undefined && { tags }),
    ...(label.note !== undefined && { note }),
    ...(label.archived !== undefined && { archived }),
  }
}
