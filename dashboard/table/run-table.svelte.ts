import { map, Subject } from 'rxjs'
import type { RunSummary } from '#src/vocabulary/index.ts'
import { Latest } from '#dashboard/live/latest.svelte.ts'
import { listed, type KnownRuns, type Listing } from '#dashboard/live/lines.ts'
import {
  answeredOf,
  isSameAsked,
  keepingShown,
  type Answered,
  type Asked,
  type FoundPart,
  type Part,
} from './answered.ts'
import type { Column } from './columns.ts'
import type { Grouping } from './groups.ts'
import { keepingUp } from './keeping-up.ts'
import { isTopOfNewest, pageOf, ROWS_A_PAGE } from './parts-of.ts'
import { rowsOf, rowsOfTop, type Row } from './rows.ts'
import type { TableAddress } from './table-address.ts'

/** The runs as the table looks at them: pages of them, asked for as they come into view and kept current while they are seen. */
export class RunTable {
  readonly #session: Listing & Grouping
  readonly #wanted = new Subject<Asked>()
  readonly #shown: Latest<Answered | null>
  readonly #running: Latest<number>
  readonly #pages = new Map<string, Latest<KnownRuns | null>>()
  #pagesOf: Asked | null = null
  #asked = $state.raw<Asked | null>(null)
  /** The groups that are closed, by their keys. */
  closed = $state.raw<readonly string[]>([])

  constructor(session: Listing & Grouping) {
    this.#session = session
    const shown$ = this.#wanted.pipe(
      keepingUp((asked) => answeredOf(session, asked)),
      keepingShown,
    )
    this.#shown = new Latest<Answered | null>(shown$, null)
    this.#running = new Latest(listed(session, { status: ['running'], size: 1 }).pipe(map(({ total }) => total)), 0)
  }

  /** What is to be shown from now on. */
  ask(table: TableAddress, columns: readonly Column[]): void {
    const next = { table, columns }
    if (isSameAsked(this.#asked, next)) return
    this.#asked = next
    this.#wanted.next(next)
  }

  /** Whether what is shown is what was asked for last. */
  get isAnswered(): boolean {
    return this.#shown.current !== null && isSameAsked(this.#shown.current.asked, this.#asked)
  }

  /** What is asked about at present, and how: null until the hub has answered for the first time. */
  get shown(): Asked | null {
    return this.#shown.current?.asked ?? null
  }

  /** Lists one beneath the other; null until the hub has answered for the first time. */
  get parts(): readonly Part[] | null {
    const shown = this.#shown.current
    return shown?.parts.map((part) => ({ ...part, isOpen: !this.closed.includes(part.key) })) ?? null
  }

  /** The first of what is shown, by which its columns are chosen; none where that is groups. */
  get sample(): readonly RunSummary[] {
    return this.#shown.current?.first.flatMap((page) => page.runs) ?? []
  }

  /** How many runs there are, shown or not. */
  get total(): number {
    return this.#shown.current?.parts.reduce((sum, { runs }) => sum + runs, 0) ?? 0
  }

  /** What of the question no run has, such as a setting that is spelled otherwise: a sentence each. */
  get hints(): readonly string[] {
    return [...new Set(this.#shown.current?.first.flatMap(({ hints = [] }) => hints))]
  }

  /** Why the hub gave no answer. */
  get why(): string | null {
    return this.#shown.current?.why ?? null
  }

  /** How many runs run, whatever is shown. */
  get running(): number {
    return this.#running.current
  }

  toggle(key: string): void {
    const { closed } = this
    this.closed = closed.includes(key) ? closed.filter((one) => one !== key) : [...closed, key]
  }

  /** Closes all groups, or opens them. */
  toggleAll(isOpen: boolean): void {
    this.closed = isOpen ? [] : (this.#shown.current?.parts.map(({ key }) => key) ?? [])
  }

  /** A page of the runs of a part, as far as they are known. */
  page(part: number, number: number): readonly Row[] {
    const shown = this.#shown.current
    const of = shown?.parts[part]
    if (shown === null || of === undefined) return []
    const isTop = isTopOfNewest(shown.asked.table) && of.group === null
    const above = shown.parts[0]!.runs
    if (isTop && number === 0 && above <= ROWS_A_PAGE) {
      const [alive, others] = shown.first as [KnownRuns, KnownRuns]
      const rows = rowsOfTop(alive, others)
      return part === 0 ? rows.slice(0, above) : rows.slice(above)
    }
    const known = number === 0 && shown.first[part] !== undefined ? shown.first[part] : this.#later(shown, of, number)
    return known === null ? [] : rowsOf(known, isTop)
  }

  #later(shown: Answered, { key, question }: FoundPart, number: number): KnownRuns | null {
    if (this.#pagesOf !== shown.asked) this.#pages.clear()
    this.#pagesOf = shown.asked
    const name = `${key} ${number}`
    let page = this.#pages.get(name)
    if (page === undefined) {
      page = new Latest<KnownRuns | null>(listed(this.#session, pageOf(question, number)), null)
      this.#pages.set(name, page)
    }
    return page.current
  }
}
