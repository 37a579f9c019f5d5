import { BOUNDS, type Occurrence, type RunsColumns, type RunsQuestion } from '#src/vocabulary/index.ts'
import type { SeriesDeclaration } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import { found } from './find.ts'
import { rememberedRun, type RememberedRun } from './remembered-run.ts'
import { candidatesOf } from './list.ts'
import { damaged } from './row-checksum.ts'
import { seriesAt } from './series.ts'

/** What occurs among the runs of a question, the most frequent first. */
export function columnsOf(db: Database, question: RunsQuestion): RunsColumns {
  const { places } = found(db, question, candidatesOf(db, question), 0, Infinity)
  const runs = places.map(({ key, checksum }) => rememberedRun(db, key, checksum))
  const keys = JSON.stringify(places.map(({ key }) => key))
  return {
    total: runs.length,
    parameters: counted(runs, (run) => Object.keys(run.parameters)),
    summaries: counted(runs, (run) => Object.keys(run.summaries)),
    series: seriesAmong(db, keys),
    marks: marksAmong(runs),
    tags: counted(runs, ({ tags }) => tags),
    groups: counted(runs, (run) => {
      const group = run.field('group')
      return group === null ? [] : [String(group)]
    }),
  }
}

function counted(runs: readonly RememberedRun[], namesOf: (run: RememberedRun) => readonly string[]): Occurrence[] {
  const counts = new Map<string, number>()
  for (const run of runs) for (const name of namesOf(run)) counts.set(name, (counts.get(name) ?? 0) + 1)
  return inOrder([...counts].map(([name, count]) => ({ name, runs: count })))
}

/** By the index of names alone; of each name the newest series says its kind. */
function seriesAmong(db: Database, keys: string): RunsColumns['series'] {
  const rows = db
    .sql(
      `select name, count(*) as runs, max(key) as newest from series
       where run in (select value from json_each(?)) group by name`,
    )
    .all(keys)
  const first = inOrder(rows.map(({ name, runs, newest }) => ({ name: String(name), runs: Number(runs), newest })))
  return first.map(({ name, runs, newest }) => {
    // Read whole, by its checksum: a name that a disk has changed is one that no run has.
    const { kind } = JSON.parse(seriesAt(db, Number(newest)).declaration) as SeriesDeclaration
    return { name, runs, kind }
  })
}

function marksAmong(runs: readonly RememberedRun[]): RunsColumns['marks'] {
  const counts = new Map<string, { name: string; by: string; runs: number; isTransition?: true }>()
  for (const run of runs) {
    run.isDamaged = false
    const { moments, transitions } = run.marks()
    const here = new Set<string>()
    for (const { source: by, label: name } of [...moments, ...transitions]) {
      const under = JSON.stringify([by, name])
      const known = counts.get(under) ?? { name, by, runs: 0 }
      if (!here.has(under)) known.runs += 1
      here.add(under)
      counts.set(under, known)
    }
    for (const { source, label } of transitions) counts.get(JSON.stringify([source, label]))!.isTransition = true
    if (run.isDamaged) throw damaged(`the list of marks of run '${run.id}'`)
  }
  return inOrder([...counts.values()])
}

function inOrder<T extends Occurrence>(all: readonly T[]): T[] {
  const sorted = all.toSorted((a, b) => b.runs - a.runs || (a.name < b.name ? -1 : 1))
  return sorted.slice(0, BOUNDS.columnsOffered)
}
