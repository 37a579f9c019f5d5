import { Command, Option } from 'commander'
import {
  badValue,
  BANDS,
  CENTERS,
  usageError,
  type Band,
  type Center,
  type RunsQuestion,
} from '#src/vocabulary/index.ts'
import { aggregateQuestion } from '#src/schema/aggregate.ts'
import { parsed } from '#src/schema/parsed.ts'
import { openCurrentStore } from '#src/cli/processes/open-current-store.ts'
import type { Store } from '#src/store/index.ts'
import { comparisonAxis } from '#src/figures/comparison-axis.ts'
import type { ComparedSeries, ComparisonSettings } from '#src/figures/comparison.ts'
import { alignmentFrom } from '../figures/alignment.ts'
import { declaredIn } from '../figures/declared-in.ts'
import { writeComparison } from '../figures/write-comparison.ts'
import { formatOf, type FigureFormat } from '../figures/written.ts'
import { dataOption, many, wholeNumber } from '../options.ts'
import { say } from '../terminal.ts'
import { eventOf, sayUnknownNames } from '../unknown-names.ts'

interface Options {
  runs?: string
  y: string[]
  x: string
  color?: string
  panels: string[]
  center: Center
  band: Band
  seed: number
  members?: boolean
  logX?: boolean
  logY?: boolean
  from?: number
  to?: number
  points: number
  width: number
  height: number
  columns?: number
  output: string
  data: string
}

/** Points of a line: more than can be told apart in a column of a journal. */
const POINTS = 600

export function figureCommand(): Command {
  return new Command('figure')
    .description('draw series of many runs for a paper: a line and a band for each value of a parameter')
    .addOption(many('--y <series>', 'a series to draw; more than one give a panel each').makeOptionMandatory())
    .option('--runs <condition>', 'which runs, such as \'group = "decay" and seed < 5\'; all if left out')
    .option('--color <expression>', 'what groups and colors the runs, such as weightDecay; the others are replicates')
    .addOption(many('--panels <expression>', 'what gives each of its values a panel of its own'))
    .option(
      '--x <x>',
      "'step', 'event:<mark>' for steps after each run's own event, or a series such as elapsed",
      'step',
    )
    .addOption(new Option('--center <center>', 'what the line is').choices(CENTERS).default('median'))
    .addOption(new Option('--band <band>', 'what the band is').choices(BANDS).default('quartiles'))
    .option('--seed <n>', 'seed of the bootstrap', (given) => wholeNumber('--seed', given, 0), 0)
    .option('--members', 'draw each run as a thin line, too')
    .option('--log-x', 'a logarithmic x axis')
    .option('--log-y', 'a logarithmic y axis, whatever the series asks for')
    .option('--from <x>', 'where the x axis begins', (given) => numberFrom('--from', given))
    .option('--to <x>', 'where it ends', (given) => numberFrom('--to', given))
    .option('--points <n>', 'the most points of a line', (given) => wholeNumber('--points', given, 2, 20_000), POINTS)
    .option(
      '--width <points>',
      'of the figure, in points: 252 is a column of most journals, 510 two',
      sizeOf('--width'),
      510,
    )
    .option('--height <points>', 'of each panel', sizeOf('--height'), 170)
    .option('--columns <n>', 'panels beside each other', (given) => wholeNumber('--columns', given, 1, 12))
    .requiredOption(
      '-o, --output <file>',
      'a file that ends in .svg, .png (twice the pixels of a screen), .csv, .parquet or .html (which replays offline)',
    )
    .addOption(dataOption())
    .action(async (options: Options) => {
      const format = formatOf(options.output)
      const store = await openCurrentStore(options.data)
      try {
        await drawn(store, options, format)
      } finally {
        await store.close()
      }
    })
}

function titleOf({ y, color, panels, runs }: Options): string {
  const by = [...(color === undefined ? [] : [color]), ...panels]
  return [y.join(', '), by.length === 0 ? '' : `by ${by.join(' and ')}`, runs === undefined ? '' : `where ${runs}`]
    .filter(Boolean)
    .join(' ')
}

async function drawn(store: Store, options: Options, format: FigureFormat): Promise<void> {
  const { y, color, panels, width, height, output } = options
  const by = [...(color === undefined ? [] : [color]), ...panels]
  const align = alignmentFrom(options.x)
  const among: RunsQuestion = options.runs === undefined ? {} : { where: options.runs }
  const declared = await declaredIn(store, among, [...y, ...(align.x === 'series' ? [align.series] : [])])
  await sayUnknownNames(store, among, [...by, ...eventOf(align)])
  const axis = comparisonAxis(align, options.logX ?? false, align.x === 'series' ? declared.get(align.series)! : null)
  const all: ComparedSeries[] = []
  for (const name of y) {
    const question = parsed(
      aggregateQuestion,
      {
        ...{ among, by, series: name, align, center: options.center, band: options.band, seed: options.seed },
        ...{ from: options.from ?? null, to: options.to ?? null, points: options.points },
        ...{ spacing: options.logX === true ? 'log' : 'linear', members: options.members ?? false },
      },
      'figure',
    )
    const { unit, scale, range } = declared.get(name)!
    const aggregate = await store.aggregate(question)
    all.push({ name, unit, log: options.logY ?? scale === 'log', range, aggregate })
  }
  assertAny(all)
  const settings: ComparisonSettings = {
    ...{ width, height, columns: options.columns ?? Math.min(2, y.length), color: color ?? null, panelsBy: panels },
    ...{ from: options.from ?? null, to: options.to ?? null, center: options.center, band: options.band },
    ...axis,
    members: options.members ?? false,
  }
  const { note } = await writeComparison(output, format, { by, all, settings, title: titleOf(options) })
  if (format !== 'csv') say(note)
  say(`Written to ${output}`)
}

/** An empty figure looks like a result. */
function assertAny(all: readonly ComparedSeries[]): void {
  const groups = all.flatMap(({ aggregate }) => aggregate.groups)
  if (groups.some(({ runs }) => runs.length > 0)) return
  const left = groups.flatMap(({ left }) => left)[0]
  throw usageError(
    `There is nothing to draw: ${left === undefined ? 'no run has it' : `${left.why} (run '${left.run}')`}`,
  )
}

function numberFrom(name: string, given: string): number {
  const value = given.trim() === '' ? NaN : Number(given)
  if (!Number.isFinite(value)) throw badValue(name, 'a number', given)
  return value
}

function sizeOf(name: string): (given: string) => number {
  return (given) => wholeNumber(name, given, 80, 4_000)
}
