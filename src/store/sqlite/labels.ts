import { NO_LABELS, withLabel, type Fact, type Label, type Labels, type Run } from '#src/vocabulary/index.ts'
import { readableRun } from '#src/run-state/index.ts'
import type { RunRow } from './run-row.ts'

type Declared = Pick<RunRow, 'declaration'>
type Labeled = Pick<RunRow, 'name' | 'tags' | 'note' | 'archived' | 'words'>

/** What a run's row says of what people call the run and say of it, and what a search for runs looks in. */
export function columnsOfLabels(run: Run, labels: Labels): Labeled {
  const { name, tags, note, archived } = labels
  return {
    name: name ?? run.name,
    tags: JSON.stringify(tags),
    note,
    archived: archived ? 1 : 0,
    words: wordsOf(run, labels),
  }
}

/** A row after people have said more. */
export function labeledRow<Row extends Declared & Labeled>(row: Row, label: Label): Row {
  const run = JSON.parse(row.declaration) as Run
  const before: Labels = {
    name: row.name === run.name ? null : row.name,
    ...{ tags: tagsOf(row), note: row.note, archived: row.archived === 1 },
  }
  return { ...row, ...columnsOfLabels(run, withLabel(before, label)) }
}

/** What people have said of a run, from its facts. */
export function labelsFrom(facts: readonly Fact[]): Labels {
  return facts.reduce((labels, fact) => (fact.type === 'labeled' ? withLabel(labels, fact) : labels), NO_LABELS)
}

export function tagsOf({ tags }: Pick<RunRow, 'tags'>): readonly string[] {
  return JSON.parse(tags) as readonly string[]
}

/** The columns of a run of which nobody has said anything. */
export function unlabeled(run: Run): Labeled {
  return columnsOfLabels(run, NO_LABELS)
}

/** Its names, tags and settings as one types them, and what is noted of it. */
function wordsOf(run: Run, { name: given, tags, note }: Labels): string {
  const { id, name, experiment, seed, host, parameters, group, client } = readableRun(run, { id: run.id, at: 0 })
  const settings = Object.entries(parameters).map(([key, value]) => `${key}=${value}`)
  const seeded = seed === null ? '' : `seed=${seed}`
  const logged = client === undefined ? [] : [client.name, client.framework ?? '']
  const words = [id, given ?? name, experiment, seeded, host, group ?? '', ...tags, ...logged, ...settings, note ?? '']
  return words
    .filter((word) => word !== '')
    .join(' ')
    .slice(0, WORDS)
    .toLowerCase()
}

/** The index that a search reads holds the words of every run: of very many settings the first are found. */
const WORDS = 1_024
