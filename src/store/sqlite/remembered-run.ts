import {
  foreignLossSeries,
  isForeign,
  LOSS_SERIES,
  PhasescopeError,
  type ParameterValues,
  type RunField,
  type RunReading,
  type RunValue,
  type SeriesDeclaration,
  type SeriesFunction,
  type TransitionFunction,
} from '#src/vocabulary/index.ts'
import { readableRun } from '#src/run-state/index.ts'
import type { SeriesSummary } from '#src/series/summary.ts'
import { areaOf } from '#src/series/area.ts'
import { firstStepAt } from '#src/series/first-step-at.ts'
import { linearPattern } from '#src/store/linear-pattern.ts'
import type { Database } from './database.ts'
import { tagsOf } from './labels.ts'
import { keptMarks, type KeptMarks } from './marks.ts'
import { ofTransition, onsetIn } from './marks-named.ts'
import { keepNewest, memoryOf } from './memory.ts'
import { runRowAt, statusOf, type RunRow } from './run-row.ts'
import { damagedPoints, scalarRuns } from './scalars.ts'
import { seriesRow, type SeriesRow } from './series.ts'
import { summaryOfSeries } from './series-summary.ts'
import { sliceOfScalars } from './slice.ts'

/** Runs that are remembered as expressions read them: some 2 KB each, and 100 bytes a series that was asked for. */
const REMEMBERED = 20_000

/** A run as expressions read it, of its row as it is now: whatever is new of a run changes the checksum of its row. */
export function rememberedRun(db: Database, key: number, checksum: number): RememberedRun {
  const memory = memoryOf<number, RememberedRun>(db, 'known-runs')
  const before = memory.get(key)
  if (before?.checksum === checksum) return before
  const known = new RememberedRun(db, runRowAt(db, key), checksum)
  keepNewest(memory, key, known, REMEMBERED)
  return known
}

/** What a series comes to, and which of its extremes is the better one. */
interface KnownSeries {
  readonly summary: SeriesSummary
  readonly best: 'min' | 'max' | null
}

export class RememberedRun implements RunReading {
  readonly id: string
  readonly checksum: number
  readonly tags: readonly string[]
  readonly parameters: ParameterValues
  readonly summaries: ParameterValues
  /** Whether something that was read since this was last set to false is damaged; it reads as absent. */
  isDamaged = false
  readonly #db: Database
  readonly #row: Pick<RunRow, 'key' | 'id' | 'marks' | 'transitions'>
  readonly #fields: Readonly<Record<Exclude<RunField, 'tag' | 'diverged'>, RunValue>>
  readonly #losses: readonly string[]
  readonly #series = new Map<string, KnownSeries | null>()
  readonly #numbers = new Map<string, number | null>()
  #marks: KeptMarks | null = null

  constructor(db: Database, row: RunRow, checksum: number) {
    const run = readableRun(JSON.parse(row.declaration), { id: row.id, at: row.started_at })
    this.id = row.id
    this.checksum = checksum
    this.tags = tagsOf(row)
    this.parameters = run.parameters
    this.summaries = run.summary ?? {}
    this.#db = db
    this.#row = { key: row.key, id: row.id, marks: row.marks, transitions: row.transitions }
    this.#losses = isForeign(run) ? foreignLossSeries() : LOSS_SERIES
    this.#fields = {
      ...{
        id: row.id,
        name: row.name,
        experiment: row.experiment,
        project: row.experiment,
        group: row.study,
        note: row.note,
      },
      ...{ status: statusOf(row), host: run.host, backend: run.backend.name, version: run.version },
      client: run.client?.name ?? null,
      commit: run.commit ?? null,
      ...{ parent: run.parent?.run ?? null, seed: run.seed, steps: run.steps, step: row.step, points: row.points },
      started: row.started_at,
      duration: ((row.ended_at ?? row.last_report_at) - row.started_at) / 1000,
      'ms-per-step': row.ms_per_step,
    }
  }

  field(name: Exclude<RunField, 'tag'>): RunValue {
    return name === 'diverged' ? this.#diverged() : this.#fields[name]
  }

  parameter(name: string): RunValue {
    return Object.hasOwn(this.parameters, name) ? this.parameters[name]! : null
  }

  summary(name: string): RunValue {
    return Object.hasOwn(this.summaries, name) ? this.summaries[name]! : null
  }

  series(name: string, of: SeriesFunction): number | null {
    const known = this.#known(name)
    if (known === null) return null
    const { summary, best } = known
    if (of === 'last' || of === 'first') return summary[of]
    const extreme = of === 'best' ? best : of
    return extreme === null || summary.minStep < 0 ? null : summary[extreme]
  }

  has(series: string): boolean {
    return this.#known(series) !== null
  }

  at(name: string, step: number): number | null {
    return this.#number(`at ${step} ${name}`, name, (row) => {
      const query = { run: this.id, series: name, from: null, to: step, points: 1, spacing: 'linear' } as const
      const { last, damaged } = sliceOfScalars(this.#db, row, query)
      if (damaged !== undefined) throw damagedPoints(this.#db, row, damaged)
      return last.at(-1) ?? null
    })
  }

  area(name: string): number | null {
    return this.#number(`area ${name}`, name, (row) => (this.has(name) ? areaOf(scalarRuns(this.#db, row)) : null))
  }

  reached(name: string, level: number): number | null {
    return this.#number(`reached ${level} ${name}`, name, (row) =>
      this.has(name) ? firstStepAt(scalarRuns(this.#db, row), level) : null,
    )
  }

  onset(mark: string): number | null {
    return onsetIn(this.marks(), mark)
  }

  transition(mark: string, of: TransitionFunction): number | null {
    return ofTransition(this.marks(), mark, of)
  }

  marks(): KeptMarks {
    return (this.#marks ??= this.#sound(() => keptMarks(this.#db, this.#row))) ?? { moments: [], transitions: [] }
  }

  matches(pattern: string, text: string): boolean {
    const patterns = memoryOf<string, RegExp>(this.#db, 'patterns')
    const known = patterns.get(pattern) ?? linearPattern(pattern)
    keepNewest(patterns, pattern, known, PATTERNS)
    return known.test(text)
  }

  #diverged(): number | null {
    const steps = this.#losses.map((name) => this.#known(name)?.summary.notFiniteStep ?? -1).filter((step) => step >= 0)
    return steps.length === 0 ? null : Math.min(...steps)
  }

  #known(name: string): KnownSeries | null {
    const before = this.#series.get(name)
    if (before !== undefined) return before
    const known = this.#sound((): KnownSeries | 'none' => {
      const row = this.#scalars(name)
      const summary = row === null ? null : summaryOfSeries(this.#db, row)
      return summary === null ? 'none' : { summary, best: bestOf(row!.declaration) }
    })
    if (known === null) return null // damaged: it may be repaired, and is looked at again
    this.#remember(name, known === 'none' ? null : known)
    return known === 'none' ? null : known
  }

  #remember(name: string, known: KnownSeries | null): void {
    keepNewest(this.#series, name, known, SERIES)
  }

  /** Of a series that is not there, nothing is remembered but that: names are asked for that no run has. */
  #number(under: string, series: string, read: (row: SeriesRow) => number | null): number | null {
    if (this.#series.get(series) === null) return null
    const before = this.#numbers.get(under)
    if (before !== undefined) return before
    const value = this.#sound(() => {
      const row = this.#scalars(series)
      return row === null ? 'none' : { value: read(row) }
    })
    if (value === null) return null
    if (value === 'none') {
      this.#remember(series, null)
      return null
    }
    keepNewest(this.#numbers, under, value.value, NUMBERS)
    return value.value
  }

  #scalars(name: string) {
    const row = seriesRow(this.#db, this.#row.key, name)
    return row === null || row.frames === 1 ? null : row
  }

  #sound<T>(read: () => T): T | null {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof PhasescopeError)) throw error
      this.isDamaged = true
      return null
    }
  }
}

/** Patterns that are remembered, and of each run series, those that it does not have among them, and values of `at`, `area` and `reached`. */
const PATTERNS = 32
const SERIES = 128
const NUMBERS = 64

/** Of an accuracy the largest value is the best, of a loss the smallest. */
function bestOf(declaration: string): KnownSeries['best'] {
  const { group } = JSON.parse(declaration) as SeriesDeclaration
  return group === 'accuracy' ? 'max' : group === 'loss' ? 'min' : null
}
