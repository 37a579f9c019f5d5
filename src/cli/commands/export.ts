import { Command, Option } from 'commander'
import { renameSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { openStore, type Store } from '#src/store/index.ts'
import { messageOf, runtimeError, usageError, type RunId } from '#src/vocabulary/index.ts'
import { commandText } from '../command-text.ts'
import { openCurrentStore } from '../processes/open-current-store.ts'
import { linesOfRun, linesOfRuns } from '../exported.ts'
import { dataOption } from '../options.ts'
import { runNamed } from '../run-named.ts'

/** What is text goes to a terminal too; the others are bytes, and need a place. */
const TEXTS = ['csv', 'ndjson'] as const
const BYTES = ['parquet', 'tensorboard', 'archive'] as const

interface Options {
  series: string
  format: (typeof TEXTS)[number] | (typeof BYTES)[number]
  where?: string
  notes?: boolean
  output?: string
  data: string
}

const ALL = '**'

export function exportCommand(): Command {
  return new Command('export')
    .description(
      'write every stored value of runs as CSV, NDJSON or Parquet, exactly (of several, each line says whose it is), as event files of TensorBoard, or all that is stored of them as an archive',
    )
    .argument('[run...]', 'run ids, or their first characters if no other run shares them')
    .option('--where <condition>', 'all runs that are so, such as \'group ~ "^decay" and seed < 5\'')
    .option('--series <glob>', 'only these series, such as "weight-norm/*"', ALL)
    .addOption(
      new Option(
        '--format <format>',
        'the format, with one line for each measurement; NDJSON has the notes too; an archive is what import takes back',
      )
        .choices([...TEXTS, ...BYTES])
        .default('csv'),
    )
    .option('--notes', 'write the notes on steps, and no values')
    .option('-o, --output <file>', 'write to a file (of TensorBoard, into a folder) instead of stdout')
    .addOption(dataOption())
    .action(async (given: string[], options: Options) => {
      assertFits(given, options)
      // A condition may ask how runs stand, which is to be true now.
      const store = await (options.where === undefined ? openStore : openCurrentStore)(options.data)
      try {
        await written(store, await runsOf(store, given, options.where, options.data), options)
      } finally {
        await store.close()
      }
    })
}

function assertFits(given: readonly string[], { where, format, notes, output, series }: Options): void {
  if (given.length === 0 && where === undefined)
    throw usageError('export: expected a run, or --where with a condition; got neither')
  if (given.length > 0 && where !== undefined)
    throw usageError("--where: finds the runs itself; leave out those that are named, or say so in it: name = 'a'")
  if (isText(format)) return
  if (output === undefined)
    throw usageError(
      `--format ${format}: expected -o ${format === 'tensorboard' ? 'FOLDER' : 'FILE'}; it is bytes, and no text for a terminal`,
    )
  if (notes === true) throw usageError(`--notes: expected --format csv or ndjson; got ${format}`)
  if (format === 'archive' && series !== ALL)
    throw usageError('--series: expected --format csv, ndjson or parquet; an archive has all of a run')
}

function isText(format: Options['format']): format is (typeof TEXTS)[number] {
  return (TEXTS as readonly string[]).includes(format)
}

async function runsOf(
  store: Store,
  given: readonly string[],
  where: string | undefined,
  data: string,
): Promise<readonly RunId[]> {
  if (where === undefined) return [...new Set(await Promise.all(given.map((one) => runNamed(store, one))))]
  const { runs } = await store.list({ where, sort: 'started', descending: false, size: Infinity })
  if (runs.length === 0) throw usageError(`--where: no run is so; see ${commandText('runs', data)}`)
  return runs.map(({ run }) => run.id)
}

/** One run that is named is written as it always was; more, or such as are found, as a table of all of them. */
async function written(store: Store, runs: readonly RunId[], options: Options): Promise<void> {
  const { series, format, where, output } = options
  if (format === 'archive') return store.archive(output!, runs)
  if (format === 'tensorboard') {
    const { writeTensorboard } = await import('../export-tensorboard.ts')
    return writeTensorboard(output!, store, runs, series)
  }
  if (format === 'parquet') {
    const { writeParquet } = await import('../export-parquet.ts')
    return writeParquet(output!, store, runs, series)
  }
  const wanted = { series, notes: options.notes ?? false }
  const [first] = runs
  const isOne = runs.length === 1 && where === undefined
  const lines = isOne ? linesOfRun(store, first!, format, wanted) : linesOfRuns(store, runs, format, wanted)
  await (output === undefined ? print(lines) : writeWhole(output, lines))
}

async function print(lines: AsyncIterable<string>): Promise<void> {
  for await (const text of batches(lines)) {
    if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve))
  }
}

/** Beside its place first, then moved there: a reader never sees half a file. */
async function writeWhole(path: string, lines: AsyncIterable<string>): Promise<void> {
  const partial = `${path}.partial`
  try {
    await using file = await open(partial, 'w')
    for await (const text of batches(lines)) await file.write(text)
    await file.sync()
  } catch (error) {
    rmSync(partial, { force: true })
    throw isFileError(error) ? runtimeError(`Cannot write ${path}: ${messageOf(error)}`, error) : error
  }
  renameSync(partial, path)
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

async function* batches(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let batch: string[] = []
  for await (const line of lines) {
    batch.push(line)
    if (batch.length < 1000) continue
    yield batch.join('\n') + '\n'
    batch = []
  }
  if (batch.length > 0) yield batch.join('\n') + '\n'
}
