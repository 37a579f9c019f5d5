import { combineLatest, map, scan, Subject, type Observable } from 'rxjs'
import {
  jsonFromRunValue,
  type RunId,
  type RunsGroup,
  type RunSummary,
  type RunsPage,
  type RunValue,
} from '#src/vocabulary/index.ts'
import { Latest } from '#dashboard/live/latest.svelte.ts'
import { listed, type KnownRuns, type Listing } from '#dashboard/live/lines.ts'
import { nested } from '#dashboard/run/family.ts'
import type { Column } from './columns.ts'
import { groupsOf, type Grouping } from './groups.ts'
import { keepingUp } from './keeping-up.ts'
import type { Stretch } from './layout.ts'
import { inGroup, isTopOfNewest, questionOf, ROWS_A_PAGE, underWayFirst, type Question } from './parts-of.ts'
import type { TableAddress } from './table-address.ts'

/** What a page shows of a run. */
export interface Row {
  readonly summary: RunSummary
  /** How many runs that it descends from stand above it. */
  readonly depth: number
  /** Of the columns that are expressions, in order. */
  readonly values: readonly RunValue[]
}

/** Runs of the table that one question finds. */
export interface Part extends Stretch {
  readonly key: string
  /** What its runs have in common; null where that is nothing. */
  readonly group: RunsGroup | null
  readonly question: Question
}

interface Asked {
  readonly table: TableAddress
  readonly columns: readonly Column[]
}

interface Shown {
  readonly asked: Asked
  readonly parts: readonly Omit<Part, 'isOpen'>[]
  /** The first page of each part where that was asked for with it. */
  readonly first: readonly KnownRuns[]
  readonly why: string | null
}

/** The runs as the table looks at them: pages of them, asked for as they come into view and kept current while they are seen. */
export class RunTable {
  readonly #session: Listing & Grouping
  readonly #wanted = new Subject<Asked>()
  readonly #shown: Latest<Shown | null>
  readonly #running: Latest<number>
  readonly #pages = new Map<string, Latest<KnownRuns | null>>()
  #pagesOf: Asked | null = null
  #asked = $state.raw<Asked | null>(null)
  /** The groups that are closed, by their keys. */
  closed = $state.raw<readonly string[]>([])

  constructor(session: Listing & Grouping) {
    this.#session = session
    const shown$ = this.#wanted.pipe(
      keepingUp((asked) => this.#answersTo(asked)),
      // What cannot be answered, such as an expression that is being typed, leaves what is shown.
      scan(
        (before: Shown | null, next: Shown) =>
          next.why !== null && before !== null && next.first.every(({ runs }) => runs.length === 0)
            ? { ...before, asked: next.asked, why: next.why }
            : next,
        null,
      ),
    )
    this.#shown = new Latest<Shown | null>(shown$, null)
    this.#running = new Latest(listed(session, { status: ['running'], size: 1 }).pipe(map(({ total }) => total)), 0)
  }

  /** What is to be shown from now on. */
  ask(table: TableAddress, columns: readonly Column[]): void {
    const next = { table, columns }
    if (sameQuestion(this.#asked, next)) return
    this.#asked = next
    this.#wanted.next(next)
  }

  /** Whether what is shown is what was asked for last. */
  get isAnswered(): boolean {
    return this.#shown.current !== null && sameQuestion(this.#shown.current.asked, this.#asked)
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
      const rows = this.#top(shown)
      return part === 0 ? rows.slice(0, above) : rows.slice(above)
    }
    const known = number === 0 && shown.first[part] !== undefined ? shown.first[part] : this.#later(shown, of, number)
    return known === null ? [] : rowsOf(known, isTop ? nested(known.runs) : flat(known.runs))
  }

  /** Those under way and the newest of the others, as the families that they make. */
  #top({ first }: Shown): Row[] {
    const [alive, others] = first as [KnownRuns, KnownRuns]
    const above = alive.runs.toSorted((a, b) => rank(b) - rank(a) || b.run.startedAt - a.run.startedAt)
    const isAbove = new Set(above.map(({ run }) => run.id))
    const runs = [...above, ...others.runs.filter(({ run }) => !isAbove.has(run.id))]
    const values = new Map([...valuesById(others), ...valuesById(alive)])
    return nested(runs).map((one) => ({ ...one, values: values.get(one.summary.run.id) ?? [] }))
  }

  #later(shown: Shown, { key, question }: Omit<Part, 'isOpen'>, number: number): KnownRuns | null {
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

  #answersTo(asked: Asked): Observable<Shown> {
    const question = questionOf(asked.table, asked.columns)
    const by = asked.table.group
    if (by !== null)
      return groupsOf(this.#session, question, by).pipe(
        map(({ groups, why }) => ({
          asked,
          parts: groups.map((group) => ({
            key: JSON.stringify(jsonFromRunValue(group.value)),
            group,
            question: inGroup(question, by, group.value),
            hasHead: true,
            runs: group.runs,
          })),
          first: [],
          why,
        })),
      )
    const questions = isTopOfNewest(asked.table) ? underWayFirst(question) : [question]
    return combineLatest(questions.map((one) => listed(this.#session, pageOf(one, 0)))).pipe(
      map((first) => ({
        asked,
        parts: first.map(({ total }, i) => ({
          key: String(i),
          group: null,
          question: questions[i]!,
          hasHead: false,
          runs: total,
        })),
        first,
        why: first.find(({ why }) => why !== null)?.why ?? null,
      })),
    )
  }
}

function pageOf(question: Question, number: number) {
  return { ...question, from: number * ROWS_A_PAGE, size: ROWS_A_PAGE }
}

function sameQuestion(one: Asked | null, other: Asked | null): boolean {
  return JSON.stringify(keyOf(one)) === JSON.stringify(keyOf(other))
}

function keyOf(asked: Asked | null) {
  return asked === null ? null : [questionOf(asked.table, asked.columns), asked.table.group]
}

function flat(runs: readonly RunSummary[]) {
  return runs.map((summary) => ({ summary, depth: 0 }))
}

function rowsOf(page: KnownRuns, runs: readonly Omit<Row, 'values'>[]): Row[] {
  const values = valuesById(page)
  return runs.map((one) => ({ ...one, values: values.get(one.summary.run.id) ?? [] }))
}

function valuesById({ runs, values = [] }: RunsPage): Map<RunId, readonly RunValue[]> {
  return new Map(runs.map(({ run }, i) => [run.id, values[i] ?? []]))
}

function rank({ status }: RunSummary): number {
  return status === 'running' ? 2 : status === 'paused' ? 1 : 0
}
