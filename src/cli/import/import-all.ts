import { messageOf, usageError, visible, type RunId } from '#src/vocabulary/index.ts'
import type { Source } from '#trainer/sources/index.ts'
import { commandText } from '../command-text.ts'
import { hubServing } from '../serving.ts'
import { follow } from './follow.ts'
import { found } from './found.ts'
import { openHubSink } from './hub-sink.ts'
import { interrupted, openReading, textOf, writtenAnew, type Importing, type Reading } from './reading.ts'
import { WrittenAnew } from './remembered.ts'
import type { Sink } from './sink.ts'
import { openStoreSink } from './store-sink.ts'
import { faultText, openTally, type Tally, type ToldFault } from './tally.ts'

/** Where runs of other programs go, and what they are called there. */
export interface ImportOptions {
  readonly data: string
  /** By default the one that serves the data folder, if any. */
  readonly hub?: string
  readonly name?: string
  readonly project?: string
  readonly step?: string
  /** Nothing is kept. */
  readonly dryRun?: boolean
}

/** Whoever asks for an import: may end it, and hears what goes on, and of each run what came of it. */
export interface Asking {
  readonly signal: AbortSignal
  readonly say: (line: string) => void
  readonly told: (line: string) => void
}

/** What came of it. */
export interface Imported {
  readonly runs: readonly {
    readonly run: RunId
    readonly format: Source['format']
    readonly path: string
    readonly wasKnown: boolean
    readonly added: number
    readonly known: number
    readonly series: number
  }[]
  readonly faults: readonly ToldFault[]
  readonly leftOut: ReadonlyMap<string, number>
  /** No log failed as a whole. */
  readonly isWhole: boolean
}

/** Reads all that some paths have, once. */
export async function importAll(paths: readonly string[], options: ImportOptions, asking: Asking): Promise<Imported> {
  const { signal } = asking
  const tally = openTally()
  const sources = found(paths, options, tally)
  assertSources(sources, options)
  if (sources.length === 0)
    throw usageError(`Nothing to import in ${paths.map((path) => `'${visible(path)}'`).join(', ')}${firstWhy(tally)}`)
  const sink = options.dryRun === true ? null : await sinkOf(options, asking)
  const runs: Imported['runs'][number][] = []
  let isWhole = true
  try {
    for (const source of sources) {
      if (signal.aborted) throw interrupted()
      try {
        const reading = await readWhole(source, { sink, data: options.data, tally, wishes: options, signal })
        for (const line of textOf(reading)) asking.told(line)
        for (const { run, wasKnown, points } of reading.sessions.values())
          runs.push({ run, format: source.format, path: source.path, wasKnown, ...points })
      } catch (error) {
        tally.fault(source.path, { at: 'all of it', why: messageOf(error) })
        isWhole = false
      }
    }
  } finally {
    await sink?.close()
  }
  return { runs, faults: tally.faults, leftOut: tally.leftOut, isWhole }
}

/** Reads what some paths have and whatever is written there, until it is asked to end. */
export async function followAll(paths: readonly string[], options: ImportOptions, asking: Asking): Promise<void> {
  const tally = openTally((fault) => asking.say(`phasescope: ${faultText(fault)}`))
  const find = () => found(paths, { ...options, follow: true }, tally)
  assertSources(find(), options)
  const sink = await sinkOf(options, asking)
  try {
    asking.say('Following; Ctrl-C ends it')
    await follow(find, { sink, data: options.data, tally, wishes: options, signal: asking.signal }, asking)
  } finally {
    await sink.close()
  }
}

function assertSources(sources: readonly Source[], { name }: ImportOptions): void {
  if (name !== undefined && sources.length > 1)
    throw usageError(`--name: expected one run to call so, found ${sources.length}; import them one by one`)
}

async function sinkOf({ hub: given, data }: ImportOptions, { say }: Asking): Promise<Sink> {
  const hub = given ?? (await hubServing(data))
  if (hub !== null) {
    say(`Importing to the hub at ${hub}`)
    return openHubSink(hub, data, say)
  }
  say(`No hub serves ${data}: runs are kept there, and can be watched live only if \`${commandText('serve', data)}\` is started before`) // prettier-ignore
  return openStoreSink(data)
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
