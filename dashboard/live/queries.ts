import { PhasescopeError, type Query, type QueryResult } from '#src/vocabulary/index.ts'

type What = 'overview' | 'detail' | 'spot'

/** A query that is to be asked, and what becomes of its answer. */
interface Due {
  readonly query: Query
  readonly take: (slice: QueryResult) => void
}

/** So many queries are asked together, of 2,000 points each at most. */
const TOGETHER = 100

/** Gathers the queries of a page about a run and asks them together, of each kind and series the last one only. */
export class Queries {
  readonly #ask: (queries: Query[]) => Promise<QueryResult[]>
  readonly #failed: (error: unknown) => void
  readonly #due = new Map<string, Due>()
  /** Until they are answered. */
  readonly #asked = new Set<string>()
  #timer: { readonly handle: ReturnType<typeof setTimeout>; readonly at: number } | null = null

  constructor(ask: (queries: Query[]) => Promise<QueryResult[]>, failed: (error: unknown) => void) {
    this.#ask = ask
    this.#failed = failed
  }

  /** Whether an answer is on its way. */
  isAsked(what: What, series: string): boolean {
    return this.#asked.has(`${series} ${what}`)
  }

  /** Whether the hub has been asked and has not answered: what has come since may not be in the answer. */
  isOnItsWay(what: What, series: string): boolean {
    return this.isAsked(what, series) && !this.#due.has(`${series} ${what}`)
  }

  /** What is due already is not put off by what comes: numbers may come in every frame. */
  add(what: What, query: Query, delayMs: number, take: Due['take']): void {
    const key = `${query.series} ${what}`
    this.#due.set(key, { query, take })
    this.#asked.add(key)
    const at = performance.now() + delayMs
    if (this.#timer !== null && this.#timer.at <= at) return
    if (this.#timer !== null) clearTimeout(this.#timer.handle)
    this.#timer = { handle: setTimeout(() => void this.#send(), delayMs), at }
  }

  /** What the hub refuses is asked again by halves: one series that is broken costs no other its curve. */
  async #answer(due: readonly Due[]): Promise<void> {
    try {
      const slices = await this.#ask(due.map(({ query }) => query))
      slices.forEach((slice, i) => due[i]!.take(slice))
    } catch (error) {
      if (!(error instanceof PhasescopeError) || due.length === 1) return this.#failed(error)
      const half = Math.ceil(due.length / 2)
      await this.#answer(due.slice(0, half))
      await this.#answer(due.slice(half))
    }
  }

  async #send(): Promise<void> {
    const due = [...this.#due]
    this.#due.clear()
    this.#timer = null
    // One after the other: what is seen first is drawn first, and no answer is larger than a hub gives.
    for (let from = 0; from < due.length; from += TOGETHER) {
      const some = due.slice(from, from + TOGETHER)
      await this.#answer(some.map(([, one]) => one))
      for (const [key] of some) if (!this.#due.has(key)) this.#asked.delete(key)
    }
  }
}
