import {
  RUNS_A_PAGE,
  type RunId,
  type RunOrder,
  type RunsPage,
  type RunsQuestion,
  type RunSummary,
} from '#src/vocabulary/index.ts'

/** The page of a list that a question asks for. `all`: the newest first. */
export function pageOf(all: readonly RunSummary[], question: RunsQuestion): RunsPage {
  const { sort = 'started', descending = true, from = 0, size = RUNS_A_PAGE } = question
  const family = question.family === undefined ? null : familyOf(all, question.family)
  const found = all.filter((summary) => fits(summary, question) && (family === null || family.has(summary.run.id)))
  const sorted = found.toSorted((a, b) => compare(VALUE[sort](a), VALUE[sort](b)) * (descending ? -1 : 1))
  return { runs: sorted.slice(from, from + size), total: found.length }
}

const VALUE: Record<RunOrder, (summary: RunSummary) => string | number> = {
  started: ({ run }) => run.startedAt,
  name: ({ run }) => run.name,
  status: ({ status }) => status,
  step: ({ step }) => step,
  last: ({ lastReportAt }) => lastReportAt,
}

function fits({ run, status }: RunSummary, question: RunsQuestion): boolean {
  const { text, prefix, experiment, ids, removed = false } = question
  if (removed) return false
  const words = `${run.id} ${run.name} ${run.experiment}`.toLowerCase()
  return (
    (text === undefined || words.includes(text.toLowerCase())) &&
    (prefix === undefined || run.id.startsWith(prefix)) &&
    (question.status === undefined || question.status.includes(status)) &&
    (experiment === undefined || run.experiment === experiment) &&
    (ids === undefined || ids.includes(run.id))
  )
}

/** All that are joined with a run by branches. */
function familyOf(all: readonly RunSummary[], id: RunId): ReadonlySet<RunId> {
  const family = new Set([id])
  for (let size = 0; size !== family.size;) {
    size = family.size
    for (const { run } of all) {
      const parent = run.parent?.run
      if (parent === undefined) continue
      if (family.has(run.id)) family.add(parent)
      else if (family.has(parent)) family.add(run.id)
    }
  }
  return family
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0
}
