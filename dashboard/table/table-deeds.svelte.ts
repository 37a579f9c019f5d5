import { messageOf, type RunSummary } from '#src/vocabulary/index.ts'
import type { Listing } from '#dashboard/live/lines.ts'
import type { Deeds } from '#dashboard/run/deeds.svelte.ts'
import type { ChosenRuns } from './chosen-runs.svelte.ts'
import { tagsIn, withTags } from './tags.ts'

/** What is written of runs in a dialog, and which. */
export interface Labelling {
  readonly what: 'rename' | 'tags' | 'note'
  readonly runs: readonly RunSummary[]
}

/** What can be done with runs of the table. */
export type RunDeed = Labelling['what'] | 'archive' | 'remove' | 'restore'

/** Lines that are asked for at once. */
const A_PAGE = 200

/**
 * What the table does with runs as a whole, with one of its lines or with those that are chosen: they are labelled in a dialog, and
 * archived, removed and restored at once. Each of these can be taken back.
 */
export class TableDeeds {
  readonly #deeds: Deeds
  readonly #session: Pick<Listing, 'list'>
  readonly #chosen: () => ChosenRuns
  #labelling = $state.raw<Labelling | null>(null)
  #problem = $state<string | null>(null)

  constructor(deeds: Deeds, session: Pick<Listing, 'list'>, chosen: () => ChosenRuns) {
    this.#deeds = deeds
    this.#session = session
    this.#chosen = chosen
  }

  /** What is being written; null where nothing is. */
  get labelling(): Labelling | null {
    return this.#labelling
  }

  /** Why the last question that came before a deed went unanswered. */
  get problem(): string | null {
    return this.#problem
  }

  /** Does with runs what is asked; of a label, begins it. */
  begin(deed: RunDeed, runs: readonly RunSummary[]): void {
    if (deed === 'archive') void this.#archive(runs)
    else if (deed === 'restore') void this.#deeds.restore(runs)
    else if (deed === 'remove') void this.#remove(runs)
    else this.#labelling = { what: deed, runs }
  }

  /** Does so with the runs that are chosen, whose lines are asked for. */
  async beginWithChosen(deed: RunDeed): Promise<void> {
    this.#problem = null
    await this.asking(async () => this.begin(deed, await this.#chosenRuns()))
  }

  /** Gives the runs what was written. */
  save(text: string): void {
    if (this.#labelling === null) return
    const { what, runs } = this.#labelling
    const said = text === '' ? null : text
    const tagsFrom = withTags(runs, tagsIn(text))
    if (what === 'rename') void this.#deeds.label('Renamed', runs, () => ({ name: said }))
    else if (what === 'note') void this.#deeds.label('Noted on', runs, () => ({ note: said }))
    else void this.#deeds.label('Tagged', runs, ({ tags }) => ({ tags: tagsFrom(tags) }))
  }

  leave(): void {
    this.#labelling = null
  }

  /** Does what asks the hub, and keeps why it did not answer. */
  async asking(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#problem = messageOf(error)
    }
  }

  async #chosenRuns(): Promise<readonly RunSummary[]> {
    const { ids } = this.#chosen()
    const found: RunSummary[] = []
    for (let from = 0; from < ids.length; from += A_PAGE)
      found.push(...(await this.#session.list({ ids: ids.slice(from, from + A_PAGE), size: A_PAGE })).runs)
    return found
  }

  async #archive(runs: readonly RunSummary[]): Promise<void> {
    const archived = !runs.every((one) => one.archived)
    await this.#deeds.label(archived ? 'Archived' : 'Took out of the archive', runs, () => ({ archived }))
  }

  async #remove(runs: readonly RunSummary[]): Promise<void> {
    await this.#deeds.remove(runs)
    this.#chosen().take(runs.map(({ run }) => run.id))
  }
}
