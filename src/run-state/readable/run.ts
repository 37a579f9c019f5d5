import {
  isTime,
  type BackendDescription,
  type Client,
  type Parent,
  type Run,
  type RunSummary,
} from '#src/vocabulary/index.ts'
import { fieldsOf, listOf, nameOrNull, numberOf, stepOrNull, textOf, textOrNull, valuesOf } from './fields.ts'

/** A run as it declared itself, whatever it left out: what nobody knows is NaN, or the word `unknown`. */
export function readableRun(value: unknown, { id, at }: { readonly id: string; readonly at: number }): Run {
  const run = fieldsOf(value)
  return {
    ...run,
    id: nameOrNull(run.id) ?? id,
    name: nameOrNull(run.name) ?? id,
    experiment: textOf(run.experiment, 'unknown'),
    parameters: valuesOf(run.parameters),
    seed: run.seed === null ? null : numberOf(run.seed, NaN),
    steps: stepOrNull(run.steps) ?? 0,
    startedAt: isTime(run.startedAt) ? run.startedAt : at,
    backend: readableBackend(run.backend),
    host: textOf(run.host, 'unknown'),
    version: textOf(run.version, 'unknown'),
    commit: textOrNull(run.commit),
    parent: readableParent(run.parent),
    with: textOrNull(run.with),
    group: nameOrNull(run.group),
    client: readableClient(run.client),
    summary: run.summary === undefined ? undefined : valuesOf(run.summary),
  }
}

/** A line of the run list; null where it does not even say which run it is of. */
export function readableSummary(value: unknown): RunSummary | null {
  const line = fieldsOf(value)
  const id = nameOrNull(fieldsOf(line.run).id)
  if (id === null) return null
  const at = isTime(line.lastReportAt) ? line.lastReportAt : 0
  return {
    ...line,
    run: readableRun(line.run, { id, at }),
    status: textOf(line.status, 'unknown') as RunSummary['status'],
    step: stepOrNull(line.step) ?? 0,
    points: stepOrNull(line.points) ?? 0,
    lastReportAt: at,
    endedAt: isTime(line.endedAt) ? line.endedAt : null,
    msPerStep: typeof line.msPerStep === 'number' ? line.msPerStep : null,
    divergedAt: stepOrNull(line.divergedAt),
    weights: textOrNull(line.weights),
    spark: readableSpark(line.spark),
    tags: listOf(line.tags).flatMap((tag) => nameOrNull(tag) ?? []),
    note: nameOrNull(line.note),
    archived: line.archived === true,
  }
}

function readableBackend(value: unknown): BackendDescription {
  const backend = fieldsOf(value)
  return {
    ...backend,
    name: textOf(backend.name, 'unknown'),
    version: textOf(backend.version),
    obtained: textOf(backend.obtained, 'unknown'),
    device: textOf(backend.device, 'unknown'),
    threads: numberOf(backend.threads, NaN),
  }
}

function readableClient(value: unknown): Client | undefined {
  if (value === undefined || value === null) return undefined
  const { name, version, framework } = fieldsOf(value)
  return { name: textOf(name, 'unknown'), version: textOf(version, 'unknown'), framework: nameOrNull(framework) }
}

function readableParent(value: unknown): Parent | null {
  const { run, step, set } = fieldsOf(value)
  const parent = nameOrNull(run)
  return parent === null ? null : { run: parent, step: stepOrNull(step) ?? 0, set: valuesOf(set) }
}

function readableSpark(value: unknown): RunSummary['spark'] {
  const { series, steps, values } = fieldsOf(value)
  const numbers = (list: unknown) => listOf(list).map((number) => numberOf(number, NaN))
  return typeof series === 'string' ? { series, steps: numbers(steps), values: numbers(values) } : null
}
