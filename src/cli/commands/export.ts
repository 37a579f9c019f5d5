import { Command, Option } from 'commander'
import { renameSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { matchesGlob } from 'node:path'
import { stateFromFacts } from '#src/run-state/index.ts'
import { openStore, type Store } from '#src/store/index.ts'
import { runtimeError, unknownName, messageOf } from '#src/vocabulary/index.ts'
import { CSV_HEADER, linesFromColumn, rowsFromColumn } from '../lines.ts'
import { linesFromNotes, rowsFromNotes } from '../note-lines.ts'
import { dataOption } from '../options.ts'
import { runNamed } from '../run-named.ts'

type Options = { series: string; format: 'csv' | 'ndjson'; notes?: boolean; output?: string; data: string }

export function exportCommand(): Command {
  return new Command('export')
    .description('write every stored value of a run as CSV or NDJSON, exactly; NDJSON has the notes on its steps too')
    .argument('<run>', 'a run id, or its first characters if no other run shares them')
    .option('--series <glob>', 'only these series, such as "weight-norm/*"', '**')
    .addOption(
      new Option('--format <format>', 'the format, with one line for each measurement')
        .choices(['csv', 'ndjson'])
        .default('csv'),
    )
    .option('--notes', 'write the notes on its steps, and no values')
    .option('-o, --output <file>', 'write to a file instead of stdout')
    .addOption(dataOption())
    .action(async (given: string, options: Options) => {
      const store = await openStore(options.data)
      try {
        const lines = linesOf(store, await runNamed(store, given), options)
        await (options.output === undefined ? print(lines) : writeWhole(options.output, lines))
      } finally {
        await store.close()
      }
    })
}

/** Every line of the run, series by series, in order of step. */
async function* linesOf(
  store: Store,
  run: string,
  { series: glob, format, notes: only = false }: Options,
): AsyncGenerator<string> {
  const { notes } = stateFromFacts(await store.facts(run))
  if (only) return yield* format === 'csv' ? rowsFromNotes(notes) : linesFromNotes(notes)
  const series = await store.series(run)
  const chosen = series.filter(({ name, probe }) => matches(name, glob) || matches(probe, glob)).map(({ name }) => name)
  if (chosen.length === 0) {
    throw unknownName(
      'series',
      glob,
      series.map(({ name }) => name),
    )
  }
  if (format === 'csv') yield CSV_HEADER
  for (const name of chosen) {
    for await (const column of store.columns(run, name))
      yield* format === 'csv' ? rowsFromColumn(column) : linesFromColumn(column)
  }
  if (format === 'ndjson') yield* linesFromNotes(notes)
}

/** `weight-norm/*` and `*-norm/w1` match series; `weight-norm` and `*-norm` all parts of a probe. */
function matches(name: string, glob: string): boolean {
  return name === glob || matchesGlob(name, glob)
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
