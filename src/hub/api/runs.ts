import { BOUNDS, RUNS_A_PAGE, splitExpressions, unknownName, type RunsQuestion } from '#src/vocabulary/index.ts'
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
  archived: truth,
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

/** Where the next page of a list is, if there is one. */
export function linkToNext({ pathname, searchParams }: URL, question: RunsQuestion, total: number): { link?: string } {
  const next = (question.from ?? 0) + (question.size ?? RUNS_A_PAGE)
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
