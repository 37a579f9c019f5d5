import {
  BOUNDS,
  jsonFromNumbers,
  RUNS_A_PAGE,
  splitExpressions,
  unknownName,
  type RunsQuestion,
  type RunSummary,
} from '#src/vocabulary/index.ts'
import { jsonFromRunsPage } from '#src/wire/runs-page.ts'
import type { Store } from '#src/store/index.ts'
import { parsed } from '#src/schema/parsed.ts'
import { runsQuestion } from '#src/schema/runs-question.ts'

/** How each parameter of `GET /api/runs` is read: what a question about runs asks, as text. */
const READ: Readonly<Record<keyof RunsQuestion, (text: string) => unknown>> = {
  text: String,
  prefix: String,
  status: list,
  experiment: String,
  group: String,
  tag: String,
  where: String,
  regex: String,
  archived: truth, // or 'also'
  ids: list,
  family: String,
  removed: truth,
  sort: String,
  by: String,
  values: splitExpressions,
  only: String,
  descending: truth,
  from: number,
  size: number,
}

/** `?text=&status=running,paused&sort=name&from=50&size=50`, each with a default. */
export function questionFrom(parameters: URLSearchParams): RunsQuestion {
  const question: Record<string, unknown> = {}
  for (const [key, text] of parameters) {
    if (!Object.hasOwn(READ, key)) throw unknownName('parameter', key, Object.keys(READ))
    question[key] = READ[key as keyof RunsQuestion](text)
  }
  return parsed(runsQuestion, question, 'parameters')
}

interface ListAnswer {
  readonly body: readonly unknown[]
  readonly headers: Readonly<Record<string, string>>
}

/**
 * The runs of a question as a list, each with its `values` where these are asked for; or their ids. What else the answer says
 * stands in headers: how many there are, where the next page is, which runs are damaged, what no run has.
 */
export async function answerToList(url: URL, store: Store): Promise<ListAnswer> {
  const question = questionFrom(url.searchParams)
  const { runs, total, values, ids, damaged = [], hints = [] } = jsonFromRunsPage(await store.list(question))
  const lines = runs.map((run, i) => ({ ...jsonOfSummary(run), ...(values && { values: values[i] }) }))
  return {
    body: ids ?? lines,
    headers: {
      'x-total-count': String(total),
      ...linkToNext(url, question, total),
      ...(damaged.length > 0 ? { 'x-damaged-runs': damaged.join(',') } : {}),
      // A header bears ASCII alone.
      ...(hints.length > 0 ? { 'x-hints': encodeURIComponent(JSON.stringify(hints)) } : {}),
    },
  }
}

/** A diverged run's curve keeps its NaN: JSON would make it null. */
export function jsonOfSummary(summary: RunSummary): object {
  const { spark } = summary
  return spark === null ? summary : { ...summary, spark: { ...spark, values: jsonFromNumbers(spark.values) } }
}

/** Where the next page of a list is, if there is one. */
function linkToNext({ pathname, searchParams }: URL, question: RunsQuestion, total: number): { link?: string } {
  const { from = 0, size = question.only === 'ids' ? BOUNDS.idsAPage : RUNS_A_PAGE } = question
  const next = from + size
  if (next >= total) return {}
  const parameters = new URLSearchParams(searchParams)
  parameters.set('from', String(next))
  return { link: `<${pathname}?${parameters}>; rel="next"` }
}

function list(text: string): readonly string[] {
  return text === '' ? [] : text.split(',', BOUNDS.entries + 1)
}

function truth(text: string): unknown {
  return text === 'true' ? true : text === 'false' ? false : text
}

function number(text: string): unknown {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text)
}
