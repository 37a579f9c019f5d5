import type { RunId } from '#src/vocabulary/index.ts'

/** Characters of ids that an address holds: a server reads a request line of some 16,000, and this is not all of it. */
const MOST_CHARACTERS = 6_000

/** The runs that somebody has chosen in the table, in the order in which they were. */
export class ChosenRuns {
  #ids = $state.raw<readonly RunId[]>([])
  readonly #set = $derived(new Set(this.#ids))
  /** The question of which all runs were chosen, and how many were chosen then. */
  #all = $state.raw<{ readonly of: string; readonly count: number } | null>(null)

  constructor(params: Pick<URLSearchParams, 'get'>) {
    this.open(params)
  }

  /** Those that an address names. */
  open(params: Pick<URLSearchParams, 'get'>): void {
    this.#ids = params.get('chosen')?.split(',').filter(Boolean) ?? []
  }

  get ids(): readonly RunId[] {
    return this.#ids
  }

  has(id: RunId): boolean {
    return this.#set.has(id)
  }

  toggle(id: RunId): void {
    this.#ids = this.has(id) ? this.#ids.filter((other) => other !== id) : [...this.#ids, id]
  }

  /** Adds what is not among them yet. */
  add(ids: readonly RunId[]): void {
    this.#ids = [...new Set([...this.#ids, ...ids])]
  }

  /** Adds all runs that a question finds. */
  addAll(ids: readonly RunId[], question: object): void {
    this.add(ids)
    this.#all = { of: JSON.stringify(question), count: this.#ids.length }
  }

  /** Whether all that a question finds were chosen, and are what is chosen. */
  isAllOf(question: object): boolean {
    const count = this.#ids.length
    return count > 0 && this.#all?.count === count && this.#all.of === JSON.stringify(question)
  }

  take(ids: readonly RunId[]): void {
    const gone = new Set(ids)
    this.#ids = this.#ids.filter((id) => !gone.has(id))
  }

  clear(): void {
    this.#ids = []
  }

  /** Whether an address can say which they are. */
  get isInAddress(): boolean {
    return this.#ids.join(',').length <= MOST_CHARACTERS
  }

  params(params: URLSearchParams): URLSearchParams {
    const next = new URLSearchParams(params)
    if (this.#ids.length === 0 || !this.isInAddress) next.delete('chosen')
    else next.set('chosen', this.#ids.join(','))
    return next
  }
}
