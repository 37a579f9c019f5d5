import { Command } from 'commander'
import { agoText, jsonFromRunValue, splitExpressions, type RunsQuestion, type RunSummary, type RunValue } from '#src/vocabulary/index.ts' // prettier-ignore
import { openCurrentStore } from '#src/cli/processes/open-current-store.ts'
import { commandText } from '../command-text.ts'
import { dataOption, jsonOption } from '../options.ts'
import { csvOfRuns } from '../runs-csv.ts'
import { tableOf } from '../table.ts'
import { print, say } from '../terminal.ts'
import { sayUnknownNames } from '../unknown-names.ts'

interface Options {
  readonly data: string
  readonly json?: boolean
  readonly csv?: boolean
  readonly where?: string
  readonly columns?: readonly string[]
  readonly sort?: string
  readonly ascending?: boolean
  readonly regex?: string
  readonly tag?: string
  readonly group?: string
  readonly archived?: boolean
}

/** A run as it is listed, with the values of the columns that were asked for. */
export interface Listed {
  readonly summary: RunSummary
  readonly values: readonly RunValue[]
}

export function runsCommand(): Command {
  return new Command('runs')
    .description('list the stored runs, or those that a condition holds of, with values of each')
    .option('--where <condition>', `such as 'weightDecay > 0.1 and last("test-accuracy") > 0.9 and tag = "paper"'`)
    .option(
      '--columns <expressions>',
      `separated by commas: 'seed, best("test-accuracy"), onset("grokked"), duration("generalization")'`,
      columns,
    )
    .option('--sort <expression>', 'by its value, the largest first; runs without it last')
    .option('--ascending', 'the smallest first')
    .option('--regex <pattern>', 'runs whose name or id matches this regular expression')
    .option('--tag <tag>', 'runs with this tag')
    .option('--group <name>', 'members of this sweep or study')
    .option('--archived', 'archived runs instead of the others')
    .option('--csv', 'print CSV on stdout and nothing else, every digit of each number')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(list)
}

async function list({ data, json, csv, columns = [], sort, ascending = false, ...about }: Options): Promise<void> {
  const store = await openCurrentStore(data)
  try {
    const by = sort === undefined ? {} : { by: sort }
    const question: RunsQuestion = { ...about, ...by, values: columns, descending: !ascending, size: Infinity }
    const { runs, values = [], damaged = [], hints = [] } = await store.list(question)
    const listed = runs.map((summary, i) => ({ summary, values: values[i]! }))
    await sayUnknownNames(store, about, columns, hints)
    for (const run of damaged) say(`Run '${run}': something that was asked of it is damaged, and counts as absent; see ${commandText('check', data)}`) // prettier-ignore
    if (json)
      print(JSON.stringify(listed.map((one) => jsonOf(one, columns)), null, 2)) // prettier-ignore
    else if (csv) print(csvOfRuns(listed, columns))
    else print(listed.length === 0 ? nothing(data, about) : textOf(listed, columns))
  } finally {
    await store.close()
  }
}

function columns(given: string): readonly string[] {
  return splitExpressions(given).filter((expression) => expression !== '')
}

function jsonOf({ summary, values }: Listed, columns: readonly string[]): object {
  if (columns.length === 0) return summary
  return { ...summary, values: Object.fromEntries(columns.map((name, i) => [name, jsonFromRunValue(values[i]!)])) }
}

function textOf(listed: readonly Listed[], columns: readonly string[]): string {
  if (columns.length > 0) {
    const rows = listed.map(({ summary: { run, status }, values }) => [
      ...[run.id, status],
      ...values.map((value) => value ?? ''),
      nameText(run.name),
    ])
    return tableOf(['run', 'status', ...columns, 'name'], rows)
  }
  const rows = listed.map(({ summary: { run, status, step, points, msPerStep, divergedAt = null } }) => [
    run.id,
    divergedAt === null ? status : `${status}, diverged at step ${divergedAt}`,
    run.experiment,
    run.seed ?? '',
    run.steps === 0 ? step : `${step} / ${run.steps}`,
    points,
    msPerStep === null || msPerStep < 0 ? '' : `${msPerStep.toFixed(1)} ms`,
    agoText(run.startedAt, Date.now()),
    nameText(run.name),
  ])
  return tableOf(['run', 'status', 'experiment', 'seed', 'steps', 'points', 'per step', 'started', 'name'], rows)
}

function nothing(data: string, about: object): string {
  if (Object.keys(about).length > 0) return `No runs in ${data} are as asked for`
  return `No runs in ${data}; start one with: ${commandText('train modular-addition-mlp', data)}`
}

/** A name may be long, and the line is to stay one. */
function nameText(name: string): string {
  const letters = [...name]
  return letters.length > 48 ? `${letters.slice(0, 47).join('')}…` : name
}
