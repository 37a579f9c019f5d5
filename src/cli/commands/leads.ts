import { Command, Option } from 'commander'
import { csvRow, ORDER_SHARE, usageError, type Lead, type Leads, type RunsQuestion } from '#src/vocabulary/index.ts'
import { LEAD_TEXTS, leadFromTexts } from '#src/schema/aggregate-text.ts'
import type { Store } from '#src/store/index.ts'
import { openCurrentStore } from '#src/cli/processes/open-current-store.ts'
import { jsonOfLeads } from '#src/wire/effects.ts'
import { commandText } from '../command-text.ts'
import { leadTexts, sideOf } from '#src/vocabulary/lead-text.ts'
import { amongOf, studyOptions, textsOf, type StudyOptions } from '../study-options.ts'
import { tableOf } from '../table.ts'
import { print, say } from '../terminal.ts'
import { sayUnknownNames } from '../unknown-names.ts'

interface Options extends StudyOptions {
  readonly event: string
  readonly series?: string
}

export function leadsCommand(): Command {
  const command = new Command('leads')
    .description('compute which series move before an event of their run, and after it: the onset of each, and in how many runs it leads')
    .requiredOption('--event <event>', 'a mark, such as grokked or generalization, or a series, such as test-accuracy: its own onset')
    .option('--series <names>', 'separated by commas; every scalar series of these runs if left out')
    .addOption(new Option('--share <share>', 'in how large a share of the runs an order must hold to be said').default(String(ORDER_SHARE))) // prettier-ignore
  for (const option of studyOptions()) command.addOption(option)
  return command.action(async (options: Options) => {
    const { data, json, csv } = options
    const among = amongOf(options)
    const store = await openCurrentStore(data)
    try {
      const series = options.series ?? (await seriesAmong(store, among, data)).join(',')
      const question = leadFromTexts({ ...textsOf(options, LEAD_TEXTS), series }, among)
      const leads = await store.leads(question)
      if (leads.leads.every(({ runs }) => runs.length === 0))
        await sayUnknownNames(store, among, [`onset(${JSON.stringify(question.event)})`])
      if (json) return print(JSON.stringify(jsonOfLeads(leads)))
      for (const { run, why } of leads.left) say(`Left out: run ${run}: ${why}`)
      if (csv) return print(csvOf(leads))
      print([tableOf(...rowsOf(leads)), ...leadTexts(leads)].join('\n'))
    } finally {
      await store.close()
    }
  })
}

/** So many runs are looked through for their series: one of each kind is enough. */
const LOOKED_THROUGH = 8

/** Every scalar series that these runs measure; the clock and the machine move with the trainer, not with the network. */
async function seriesAmong(store: Store, among: RunsQuestion, data: string): Promise<readonly string[]> {
  const { ids = [] } = await store.list({ ...among, only: 'ids', size: LOOKED_THROUGH })
  if (ids.length === 0) throw usageError(`There are no such runs; see ${commandText('runs', data)}`)
  const all = (await Promise.all(ids.map((run) => store.series(run)))).flat()
  const own = all.filter(({ kind, group, points }) => kind === 'scalar' && group !== 'time' && points > 0)
  return [...new Set(own.map(({ name }) => name))]
}

/** Of one run its onsets, of several what they come to. */
function rowsOf({ leads, event }: Leads): [head: string[], rows: (string | number)[][]] {
  const moving = leads.filter(({ n }) => n > 0)
  const runs = new Set(leads.flatMap((lead) => lead.runs.map(({ run }) => run)))
  if (runs.size === 1) {
    const rows = moving.map(({ series, runs: [one] }) => {
      const { event: came, moved, interval } = one!
      return [series, moved!, interval?.low ?? '', interval?.high ?? '', moved! - came, sideOf(one!) ?? 'unclear']
    })
    return [['series', 'onset', 'low', 'high', `after ${event}`, 'which'], rows]
  }
  const rows = moving.map(({ series, median, low, high, before, after, still, p, corrected }) => [
    ...[series, median, low, high, before, after, still],
    ...[p, corrected].map(chanceText),
  ])
  return [['series', 'median', 'low', 'high', 'before', 'after', 'unmoved', 'p', 'corrected'], rows]
}

function chanceText(p: number | null): string | number {
  return p === null ? '' : Number(p.toPrecision(3))
}

/** One line a run and series. */
function csvOf({ leads }: Leads): string {
  const lines = leads.flatMap(({ series, runs }: Lead) =>
    runs.map(
      ({ run, event, eventInterval, moved, interval }) =>
      csvRow([series, run, event, eventInterval?.low ?? null, eventInterval?.high ?? null, moved, interval?.low ?? null, interval?.high ?? null]), // prettier-ignore
    ),
  )
  return [csvRow(['series', 'run', 'event', 'event-low', 'event-high', 'onset', 'low', 'high']), ...lines].join('\n')
}
