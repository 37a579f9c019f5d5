import { Command, Option } from 'commander'
import { csvRow, usageError, type Aggregate, type AggregateGroup } from '#src/vocabulary/index.ts'
import { AGGREGATE_TEXTS, aggregateFromTexts } from '#src/schema/aggregate-text.ts'
import { openCurrentStore } from '#src/cli/processes/open-current-store.ts'
import { jsonOfAggregate } from '#src/wire/aggregates.ts'
import { commandText } from '../command-text.ts'
import { keyText } from '../key-text.ts'
import { amongOf, bandOptions, studyOptions, textsOf, type StudyOptions } from '../study-options.ts'
import { tableOf } from '../table.ts'
import { print, say } from '../terminal.ts'
import { eventOf, sayUnknownNames } from '../unknown-names.ts'

export function aggregateCommand(): Command {
  const command = new Command('aggregate')
    .description('compute a band over groups of runs: what a series does in each, and how far its runs are apart')
    .requiredOption('--series <name>', 'the series, such as test-loss')
  for (const option of [...bandOptions(), ...curveOptions(), ...studyOptions()]) command.addOption(option)
  return command.action(async (options: StudyOptions) => {
    const { data, json, csv } = options
    const question = aggregateFromTexts(textsOf(options, AGGREGATE_TEXTS), amongOf(options))
    const store = await openCurrentStore(data)
    try {
      const answer = await store.aggregate(question)
      await sayUnknownNames(store, question.among, [...question.by, ...eventOf(question.align)])
      if (json) return print(JSON.stringify(jsonOfAggregate(answer)))
      assertAny(answer, question.series, data)
      sayLeft(answer)
      if (csv) return print(csvOf(answer, question.by))
      print(tableOf([...question.by, 'runs', 'points', 'x', 'center', 'low', 'high', 'n'], answer.groups.map(lastOf)))
    } finally {
      await store.close()
    }
  })
}

function curveOptions(): Option[] {
  return [
    new Option(
      '--align <x>',
      'what x is: step, event:<a mark> (steps after each run’s own) or series:<a series>',
    ).default('step'),
    new Option('--from <x>', 'the first x'),
    new Option('--to <x>', 'the last x'),
    new Option('--points <n>', 'the most x of a group; of more steps, the last of each bucket').default('300'),
    new Option('--spacing <spacing>', 'how buckets are spread').choices(['linear', 'log']).default('linear'),
    new Option(
      '--minus <what>',
      'take a run away from each member, the median of a group (group:<its values>), or each one’s twin of the same seed there (twins:<its values>)',
    ),
    new Option('--members', 'with --csv or --json, the curve of each run besides'),
  ]
}

function assertAny({ groups }: Aggregate, series: string, data: string): void {
  if (groups.length === 0) throw usageError(`There are no such runs; see ${commandText('runs', data)}`)
  const first = groups[0]!.left[0]
  if (groups.every(({ runs }) => runs.length === 0)) throw usageError(`No run has anything of series '${series}' to say: ${first?.why ?? ''} (run '${first?.run ?? ''}')`) // prettier-ignore
}

function sayLeft({ groups }: Aggregate): void {
  for (const { left } of groups) for (const { run, why } of left) say(`Left out: run ${run}: ${why}`)
}

/** One line a place; with members, a column a run of the group would differ from group to group, so each is lines of its own. */
function csvOf({ groups }: Aggregate, by: readonly string[]): string {
  const rows = groups.flatMap((group) => [...rowsOf(group), ...memberRowsOf(group)])
  return [csvRow([...by, 'run', 'x', 'center', 'low', 'high', 'n']), ...rows].join('\n')
}

function* rowsOf({ key, x, center, low, high, n }: AggregateGroup): Generator<string> {
  for (let i = 0; i < x.length; i++) yield csvRow([...key, null, x[i]!, center[i]!, low[i]!, high[i]!, n[i]!])
}

function* memberRowsOf({ key, runs, x, members }: AggregateGroup): Generator<string> {
  for (const [run, id] of members === null ? [] : runs.entries())
    for (let i = 0; i < x.length; i++)
      yield csvRow([...key, id, x[i]!, members![run * x.length + i]!, null, null, null])
}

/** For a terminal: where a group ends. */
function lastOf({ key, runs, x, center, low, high, n }: AggregateGroup): (string | number)[] {
  const last = x.length - 1
  const ends =
    last < 0
      ? ['', '', '', '', 0]
      : [x[last]!, ...[center, low, high].map((all) => Number(all[last]!.toPrecision(6))), n[last]!]
  return [...key.map(keyText), runs.length, x.length, ...ends]
}
