import { Command, Option } from 'commander'
import { badValue, BANDS, BOUNDS, CENTERS, usageError } from '#src/vocabulary/index.ts'
import { openCurrentStore } from '#src/cli/processes/open-current-store.ts'
import { commandText } from '../command-text.ts'
import { drawComparison, type ComparisonAsked } from '../figures/draw-comparison.ts'
import { formatOf, type FigureFormat } from '../figures/written.ts'
import { experimentsOption } from '../own-experiments.ts'
import { dataOption, many, wholeNumber } from '../options.ts'

type Options = Omit<ComparisonAsked, 'output'> & {
  readonly output?: string
  readonly seeds?: string
  readonly experiments: readonly string[]
  readonly workers: number
  readonly data: string
}

/** Points of a line: more than can be told apart in a column of a journal. */
const POINTS = 600

export function figureCommand(): Command {
  return new Command('figure')
    .description(
      'draw series of many runs for a paper: a line and a band for each value of a parameter; or, of an experiment that is a ' +
        'family of runs, its own figure, for which it makes the runs that are missing',
    )
    .argument('[experiment]', 'one that has a figure of its own, such as critical-phase-diagram')
    .addOption(many('--y <series>', 'a series to draw; more than one give a panel each'))
    .option('--runs <condition>', 'which runs, such as \'group ~ "^decay" and seed < 5\'; all if left out')
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
    .option('--seeds <which>', 'with an experiment: how many seeds (5), or which (0,1,7 or 10..14)')
    .addOption(
      new Option('--workers <n>', 'with an experiment: runs that are trained at the same time')
        .default(1)
        .argParser((given) => wholeNumber('--workers', given, 1, BOUNDS.sweepWorkers)),
    )
    .option(
      '-o, --output <file>',
      'a file that ends in .svg, .png (twice the pixels of a screen), .csv, .parquet or .html (which replays offline); of an ' +
        'experiment .svg, .png or .csv, and if left out EXPERIMENT.svg and EXPERIMENT.csv here',
    )
    .addOption(experimentsOption())
    .addOption(dataOption())
    .action(async (experiment: string | undefined, options: Options) => {
      if (experiment !== undefined) return drawnFamily(experiment, options)
      assertAsked(options)
      const format = formatOf(options.output)
      const store = await openCurrentStore(options.data)
      try {
        await drawComparison(store, options, format)
      } finally {
        await store.close()
      }
    })
}

/** The figure of an experiment's own. */
async function drawnFamily(experiment: string, options: Options): Promise<void> {
  if (options.y.length > 0 || options.runs !== undefined)
    throw usageError('An experiment has its own figure: leave out --y and --runs, or the experiment')
  const { output, data, workers, seeds, width, height, experiments } = options
  const paths = output === undefined ? [`${experiment}.svg`, `${experiment}.csv`] : [output]
  const outputs = new Map(paths.map((path) => [familyFormat(path), path]))
  const { drawFamily } = await import('../families/draw-family.ts')
  const size = { width, height, columns: options.columns ?? 3 }
  await drawFamily(experiment, { data, workers, outputs, size, experiments, ...(seeds !== undefined && { seeds }) })
}

function familyFormat(path: string): FigureFormat {
  const format = formatOf(path)
  if (format === 'svg' || format === 'png' || format === 'csv') return format
  throw usageError(`--output: the figure of an experiment is written as .svg, .png or .csv; got '${path}'`)
}

function assertAsked(options: Options): asserts options is Options & { output: string } {
  if (options.y.length === 0)
    throw usageError(
      `Name what to draw: series with --y (${commandText('runs', options.data)} lists runs), or an experiment that has a figure`,
    )
  if (options.output === undefined)
    throw usageError('--output: name a file that ends in .svg, .png, .csv, .parquet or .html')
}

function numberFrom(name: string, given: string): number {
  const value = given.trim() === '' ? NaN : Number(given)
  if (!Number.isFinite(value)) throw badValue(name, 'a number', given)
  return value
}

function sizeOf(name: string): (given: string) => number {
  return (given) => wholeNumber(name, given, 80, 4_000)
}
