import { Command } from 'commander'
import { badValue, isLabel, messageOf, usageError, visible } from '#src/vocabulary/index.ts'
import { findSources, type Source } from '#trainer/sources/index.ts'
import { commandText } from '../command-text.ts'
import { archiveLines, importArchive, isArchiveFile } from '../import/archive.ts'
import { follow } from '../import/follow.ts'
import { openHubSink } from '../import/hub-sink.ts'
import { interrupted, openReading, textOf, writtenAnew, type Importing, type Reading } from '../import/reading.ts'
import { WrittenAnew } from '../import/remembered.ts'
import type { Sink } from '../import/sink.ts'
import { openStoreSink } from '../import/store-sink.ts'
import { faultText, openTally, type Tally } from '../import/tally.ts'
import { dataOption, givenName, hubAddress, jsonOption } from '../options.ts'
import { interrupts$ } from '../processes/interrupt.ts'
import { hubServing } from '../serving.ts'
import { print, say } from '../terminal.ts'

interface Options {
  readonly follow?: boolean
  readonly dryRun?: boolean
  readonly hub?: string
  readonly data: string
  readonly name?: string
  readonly project?: string
  readonly step?: string
  readonly as?: string
  readonly json?: boolean
}

export function importCommand(): Command {
  return new Command('import')
    .description(
      'take in runs of other programs: event files of TensorBoard, .wandb files, projects of Trackio, CSV, JSON lines, Parquet; and take back an archive, equal to the bit; what was imported before comes no second time',
    )
    .argument('<path...>', 'files, or folders that are gone through')
    .option('--follow', 'go on, and take in what is written to them, until Ctrl-C')
    .option(
      '--hub <url>',
      'bring them to this hub; by default to the one that serves the data folder, if any',
      hubAddress,
    )
    .addOption(dataOption())
    .option('--name <name>', 'what the run is called, where there is one', givenName)
    .option('--project <name>', 'the project that the runs belong to, in place of their own', projectName)
    .option('--step <column>', 'the column, or key, of steps in CSV, JSON lines and Parquet')
    .option('--as <run>', 'of an archive: another id for its only run')
    .option('--dry-run', 'read, and say what would be taken, without taking it')
    .addOption(jsonOption())
    .action(importGiven)
}

/** Archives are taken back whole, one after the other; all else is read as what other programs wrote. */
async function importGiven(paths: readonly string[], options: Options): Promise<void> {
  const archives = paths.filter(isArchiveFile)
  if (options.as !== undefined && (archives.length !== 1 || paths.length !== 1))
    throw usageError(`--as: expected one archive, as \`export --format archive\` writes it; got ${paths.length} paths, ${archives.length} of them archives`) // prettier-ignore
  if (archives.length > 0) assertForArchives(options)
  let isNew = false
  for (const path of archives) {
    const taken = await importArchive(path, options.data, options)
    for (const line of archiveLines(path, taken)) print(line)
    isNew ||= taken.some(({ wasThere }) => !wasThere)
  }
  const hub = isNew ? await hubServing(options.data) : null
  if (hub !== null) print(`The hub at ${hub} has it from now on; a page of it that is open shows it once it is loaded anew`) // prettier-ignore
  const others = paths.filter((path) => !archives.includes(path))
  if (others.length > 0) await importAll(others, options)
}

function assertForArchives({ name, project, step, follow, dryRun, json, hub }: Options): void {
  const given = Object.entries({ name, project, step, follow, 'dry-run': dryRun, json, hub })
  const [wrong] = given.find(([, value]) => value !== undefined && value !== false) ?? []
  if (wrong !== undefined)
    throw usageError(
      `--${wrong}: an archive is taken back as it is, into the data folder; import it without --${wrong}`,
    )
}

async function importAll(paths: readonly string[], options: Options): Promise<void> {
  if (options.follow === true && options.dryRun === true) throw usageError('--dry-run: reads once; leave out --follow')
  const tally = openTally((fault) => options.follow === true && say(`phasescope: ${faultText(fault)}`))
  const find = () => found(paths, options, tally)
  const sources = find()
  if (options.name !== undefined && sources.length > 1)
    throw usageError(`--name: expected one run to call so, found ${sources.length}; import them one by one`)
  if (sources.length === 0 && options.follow !== true)
    throw usageError(`Nothing to import in ${paths.map((path) => `'${visible(path)}'`).join(', ')}${firstWhy(tally)}`)
  const sink = options.dryRun === true ? null : await sinkOf(options)
  const importing: Importing = { sink, data: options.data, tally, wishes: options }
  try {
    if (options.follow === true) await followed(find, importing)
    else await once(sources, importing, options)
  } finally {
    await sink?.close()
  }
}

async function sinkOf({ hub: given, data }: Options): Promise<Sink> {
  const hub = given ?? (await hubServing(data))
  if (hub !== null) {
    say(`Importing to the hub at ${hub}`)
    return openHubSink(hub, data, say)
  }
  say(`No hub serves ${data}: runs are kept there, and can be watched live only if \`${commandText('serve', data)}\` is started before`) // prettier-ignore
  return openStoreSink(data)
}

function found(paths: readonly string[], { step, follow: isFollowed }: Options, tally: Tally): readonly Source[] {
  const sources = new Map<string, Source>()
  for (const path of paths) {
    const under = findSources(path, step === undefined ? {} : { step })
    for (const { path: at, why, isEarly } of under.faults)
      if (isFollowed !== true || isEarly !== true) tally.fault(at, { at: 'all of it', why })
    for (const source of under.sources) {
      const key = JSON.stringify([source.format, source.identity])
      const same = sources.get(key)
      if (same === undefined) sources.set(key, source)
      else if (same.path !== source.path)
        tally.fault(source.path, { at: 'all of it', why: `it is a copy of ${same.path}; it is left out` })
    }
  }
  return [...sources.values()]
}

async function followed(find: () => readonly Source[], importing: Importing): Promise<void> {
  const asked = new AbortController()
  interrupts$.subscribe((count) => {
    if (count > 1) process.exit(130)
    asked.abort()
  })
  say('Following; Ctrl-C ends it')
  await follow(find, { ...importing, signal: asked.signal }, { signal: asked.signal, say })
}

async function once(sources: readonly Source[], importing: Importing, { json, dryRun }: Options): Promise<void> {
  const { tally } = importing
  const asked = new AbortController()
  interrupts$.subscribe((count) => {
    if (count > 1) process.exit(130)
    asked.abort()
  })
  const runs: object[] = []
  for (const source of sources) {
    if (asked.signal.aborted) throw interrupted()
    try {
      const reading = await readWhole(source, { ...importing, signal: asked.signal })
      if (json !== true) for (const line of textOf(reading)) print(line)
      for (const { run, wasKnown, points } of reading.sessions.values())
        runs.push({ run, format: source.format, path: source.path, wasKnown, ...points })
    } catch (error) {
      tally.fault(source.path, { at: 'all of it', why: messageOf(error) })
      process.exitCode = 1
    }
  }
  if (json === true)
    return print(JSON.stringify({ runs, faults: tally.faults, leftOut: Object.fromEntries(tally.leftOut) }))
  for (const fault of tally.faults) say(`phasescope: ${faultText(fault)}`)
  for (const [what, count] of tally.leftOut) print(`${count} ${what} are no numbers, and left out`)
  if (dryRun === true) print('Nothing was kept, since --dry-run was given')
}

/** A table that was written over is read again as another run. */
async function readWhole(source: Source, importing: Importing): Promise<Reading> {
  const reading = openReading(source, importing)
  try {
    await reading.more(true)
    await reading.end({ how: 'completed', why: null })
    return reading
  } catch (error) {
    if (!(error instanceof WrittenAnew)) throw error
  } finally {
    reading.close()
  }
  return readWhole(writtenAnew(source), importing)
}

function firstWhy({ faults: [first] }: Tally): string {
  return first === undefined ? '' : `: ${faultText(first)}`
}

function projectName(given: string): string {
  if (!isLabel(given)) throw badValue('--project', 'a name without control characters', given)
  return given
}
