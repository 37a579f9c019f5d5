import { jsonFromRunValue, type JsonRunValue, type RunsGroup, type RunsPage } from '#src/vocabulary/index.ts'

/** A page of runs as it travels: JSON would make null of values that are not finite. */
export interface JsonRunsPage extends Omit<RunsPage, 'values'> {
  readonly values?: readonly (readonly JsonRunValue[])[]
}

export function jsonFromRunsPage({ values, ...page }: RunsPage): JsonRunsPage {
  return values === undefined ? page : { ...page, values: values.map((row) => row.map(jsonFromRunValue)) }
}

export interface JsonRunsGroup extends Omit<RunsGroup, 'value'> {
  readonly value: JsonRunValue
}

export function jsonFromRunsGroup({ value, runs }: RunsGroup): JsonRunsGroup {
  return { value: jsonFromRunValue(value), runs }
}
