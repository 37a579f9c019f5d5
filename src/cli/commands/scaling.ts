import { Command, Option } from 'commander'
import type { Asymptote } from '#src/statistics/scaling/scaling-law.ts'
import { transitionScaling } from '#src/statistics/scaling/transition-scaling.ts'
import type { Figure } from '#src/figures/figure.ts'
import { svgOfFigure } from '#src/figures/svg.ts'
import { badValue, csvRow, jsonFromNumber, usageError } from '#src/vocabulary/index.ts'
import { writeWhole } from '#trainer/formats/index.ts'
import { openCurrentStore } from '#src/cli/processes/open-current-store.ts'
import { formatOf, pngOf } from '../figures/written.ts'
import { onsetAnswer } from '../scaling/onset-answer.ts'
import { readValues } from '../scaling/read-values.ts'
import { onsetFigure, transitionFigure } from '../scaling/scaling-figure.ts'
import { onsetText, transitionText } from '../scaling/scaling-text.ts'
import { wholeNumber } from '../options.ts'
import { amongOf, studyOptions, type StudyOptions } from '../study-options.ts'
import { print, say } from '../terminal.ts'
import { sayUnknownNames } from '../unknown-names.ts'

interface Options extends StudyOptions {
  readonly of: string
  readonly by: string
  readonly along?: string
  readonly asymptote?: Asymptote
  readonly levels?: readonly [number, number]
  readonly critical?: number
  readonly nu?: number
  readonly beta?: number
  readonly seed: number
  readonly resamples: number
  readonly output?: string
}

const COVERAGE = 0.95
const SIZE = { width: 510, height: 190 }

export function scalingCommand(): Command {
  const command = new Command('scaling')
    .description(
      'compute how a number of runs, such as the onset of an event, goes with their size as a power law; or, along a parameter, where a ' +
        'transition is at each size, how sharp, and with which exponents its curves collapse',
    )
    .requiredOption('--of <expression>', 'the number, such as \'onset("grokked")\' or \'last("test-accuracy")\'')
    .requiredOption('--by <expression>', 'the size, such as width')
    .option(
      '--along <expression>',
      'the parameter along which there is a transition at each size, such as trainFraction',
    )
    .option(
      '--asymptote <value>',
      "what the law comes to at large sizes: a number, or 'free'; both 0 and free if left out",
      asymptoteFrom,
    ) // prettier-ignore
    .option(
      '--levels <from,to>',
      'with --along: between which values the transition leads; the extremes if left out',
      levelsFrom,
    ) // prettier-ignore
    .option(
      '--critical <value>',
      'with --along: a critical value of the collapse that is known',
      numberOf('--critical'),
    )
    .option('--nu <value>', 'with --along: ν, where it is known', numberOf('--nu'))
    .option(
      '--beta <value>',
      'with --along: β, where it is known, such as 0 of a share that goes from 0 to 1',
      numberOf('--beta'),
    ) // prettier-ignore
    .option('--seed <n>', 'seed of the bootstrap over seeds', (given) => wholeNumber('--seed', given, 0), 0)
    .addOption(
      new Option('--resamples <n>', 'draws of the bootstrap')
        .default(400)
        .argParser((given) => wholeNumber('--resamples', given, 50, 20_000)),
    )
    .option('-o, --output <file>', 'also draw it to a file that ends in .svg or .png, or write its numbers to .csv')
  for (const option of studyOptions()) command.addOption(option)
  return command.action(scaling)
}

async function scaling(options: Options): Promise<void> {
  const { data, of, by, along = null, output } = options
  if (output !== undefined && !['svg', 'png', 'csv'].includes(formatOf(output)))
    throw usageError(`--output: expected a file that ends in .svg, .png or .csv; got '${output}'`)
  const among = amongOf(options)
  const store = await openCurrentStore(data)
  try {
    const read = await readValues(store, among, { of, by, along })
    await sayUnknownNames(store, among, [of, by, ...(along === null ? [] : [along])])
    const answer = along === null ? ofOnset(read, options) : ofTransition(read, along, options)
    if (output !== undefined) await written(output, answer)
    print(options.json === true ? JSON.stringify(answer.json, finite) : options.csv === true ? answer.csv : answer.text)
  } finally {
    await store.close()
  }
}

/** One answer, as it can be given. */
interface Answer {
  readonly text: string
  readonly csv: string
  readonly json: object
  readonly figure: Figure
}

function ofOnset(read: Awaited<ReturnType<typeof readValues>>, { of, by, asymptote, ...options }: Options): Answer {
  const answer = onsetAnswer(read, asymptote ?? null, askedOf(options))
  const { values, without, laws } = answer
  const note = `${of} against ${by}: ${values.length} runs; laws by least squares of shares of the means, with ${100 * COVERAGE} % intervals by the bootstrap over seeds`
  return {
    text: onsetText(answer, by),
    csv: [csvRow([by, 'seed', 'value']), ...values.map((one) => csvRow([one.size, one.seed, one.value]))].join('\n'),
    json: {
      of,
      by,
      values: values.map(({ size, seed, value }) => ({ size, seed, value })),
      without: [...without],
      laws,
    },
    figure: onsetFigure(answer, { of, by, note, ...SIZE }),
  }
}

function ofTransition(
  { values }: Awaited<ReturnType<typeof readValues>>,
  along: string,
  { of, by, asymptote = 'free', levels, critical, nu, beta, ...options }: Options,
): Answer {
  const known = { ...(critical !== undefined && { critical }), ...(nu !== undefined && { nu }), ...(beta !== undefined && { beta }) } // prettier-ignore
  const question = { ...askedOf(options), asymptote, known, ...(levels !== undefined && { levels }) }
  const answer = transitionScaling(values, question)
  const note = `${of} along ${along} at sizes ${by}: ${values.length} runs; the collapse has the least cost of Houdayer and Hartmann 2004, and 95 % intervals by the bootstrap over seeds`
  const columns = ['mean', 'error', 'susceptibility', 'binder', 'runs'] as const
  const rows = answer.places.map((place) => csvRow([place.size, place.x, ...columns.map((name) => place[name])]))
  return {
    text: transitionText(answer, by, along),
    csv: [csvRow([by, along, ...columns]), ...rows].join('\n'),
    json: { of, by, along, ...answer },
    figure: transitionFigure(answer, { of, by, along, note, ...SIZE }),
  }
}

function askedOf({ seed, resamples }: Pick<Options, 'seed' | 'resamples'>) {
  return { seed, resamples, coverage: COVERAGE }
}

async function written(output: string, { figure, csv }: Answer): Promise<void> {
  const format = formatOf(output)
  if (format === 'csv') writeWhole(output, `${csv}\n`)
  else if (format === 'png') writeWhole(output, await pngOf(svgOfFigure(figure), SIZE.width))
  else writeWhole(output, svgOfFigure(figure))
  say(`Written to ${output}`)
}

/** JSON has no number that is not finite. */
function finite(_: string, value: unknown): unknown {
  return typeof value === 'number' ? jsonFromNumber(value) : value
}

function asymptoteFrom(given: string): Asymptote {
  return given === 'free' ? 'free' : numberOf('--asymptote')(given)
}

function levelsFrom(given: string): readonly [number, number] {
  const levels = given.split(',').map(numberOf('--levels'))
  if (levels.length !== 2 || levels[0] === levels[1]) throw badValue('--levels', 'two different numbers, such as 0,1', given) // prettier-ignore
  return [levels[0]!, levels[1]!]
}

function numberOf(name: string): (given: string) => number {
  return (given) => {
    const value = given.trim() === '' ? NaN : Number(given)
    if (!Number.isFinite(value)) throw badValue(name, 'a number', given)
    return value
  }
}
