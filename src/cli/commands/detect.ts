import { Command } from 'commander'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { distinct, from, lastValueFrom, map, toArray } from 'rxjs'
import { probeNamed } from '#probes/define.ts'
import { sightingsOf, watchedBy, type WatchedSeries } from '#probes/detectors/fold.ts'
import { detectors, probes, withDetectors } from '#probes/index.ts'
import { withMark } from '#src/run-state/index.ts'
import { unknownName, usageError, type Mark, type OptionValues } from '#src/vocabulary/index.ts'
import { checkedOptions, detecting, typedOptions, type Detector } from '#trainer/observing/index.ts'
import { asSeen } from '#trainer/resuming/index.ts'
import { dataOption, jsonOption } from '../options.ts'
import { setOption, settingFrom } from '../probe-options.ts'
import { recordNamed } from '../record.ts'
import { seriesFromCsv, type FileSeries } from '../series-csv.ts'
import { tableOf } from '../table.ts'
import { print } from '../terminal.ts'

type Options = { input?: string; run?: string; set: string[]; data: string; json?: boolean }

/** What a detector is shown, and by which options. */
interface Shown {
  readonly options: OptionValues
  readonly watched: readonly WatchedSeries[]
}

export function detectCommand(): Command {
  return new Command('detect')
    .description('say what a detector sees in series of a file or of a stored run: what it would have said live')
    .argument('<detector>', 'its id; `phasescope probes` lists them')
    .option(
      '--input <file>',
      'a CSV file with a column for each series, beside one called step where there is one, or as `export` writes it',
    )
    .option('--run <run>', 'a stored run instead, as the detector is attached to it or, if it is not, by default')
    .addOption(setOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(detect)
}

async function detect(id: string, given: Options): Promise<void> {
  const detector = detectorNamed(id)
  const { options, watched } = await shown(detector, given)
  const seen$ = from(sightingsOf(watched)).pipe(
    detecting({ id, ...detector.detection }, options),
    map((seen): Mark => ({ by: id, ...seen })),
    // As in a run, in which a mark is said once.
    distinct((mark) => JSON.stringify(mark)),
    toArray(),
  )
  const said = await lastValueFrom(seen$)
  const marks = said.reduce<readonly Mark[]>(withMark, [])
  if (given.json === true) return print(JSON.stringify({ detector: id, options, marks, said }))
  print(marks.length === 0 ? nothingText(watched, watchedBy(detector, options)) : tableOf(HEADER, marks.map(rowOf)))
}

function detectorNamed(id: string): Detector {
  if (probes.some((probe) => probe.id === id))
    throw usageError(`'${id}' is a probe and no detector: phasescope measure ${id} measures a file`)
  const known = detectors.map((one) => one.id)
  if (!known.includes(id)) throw unknownName('detector', id, known)
  return probeNamed(detectors, id) as Detector
}

async function shown(detector: Detector, { input, run, set, data }: Options): Promise<Shown> {
  if ((input === undefined) === (run === undefined))
    throw usageError('Name what to look at: --input FILE, or --run RUN; one of the two')
  const typed = Object.fromEntries(set.map((one) => settingFrom('--set', one)).map(([key, value]) => [key, `${value}`]))
  const asked = typedOptions(detector, typed)
  if (run !== undefined) {
    const seen = asSeen(await recordNamed(data, run), detector, withDetectors(probes))
    const options = checkedOptions(detector, { ...seen.options, ...asked })
    return { options, watched: seen.watched(options) }
  }
  const options = checkedOptions(detector, asked)
  const file = input as string
  return { options, watched: watchedIn(seriesFromCsv(textOf(file), basename(file)), detector, options) }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw usageError(`--input: cannot read ${file} (${code}); expected a CSV file with a column for each series`)
  }
}

/** A detector of one series takes the one of a file, whatever that is called. */
function watchedIn(found: ReadonlyMap<string, FileSeries>, detector: Detector, options: OptionValues): WatchedSeries[] {
  const wanted = watchedBy(detector, options)
  const [only, ...others] = found.values()
  return wanted.map(({ of, series }) => {
    const one = found.get(series) ?? (wanted.length === 1 && others.length === 0 ? only : undefined)
    if (one === undefined) throw unknownName(`series of the file (--set ${of}=NAME)`, series, [...found.keys()])
    return { of, ...one }
  })
}

const HEADER = ['step', 'event', 'interval', 'end', 'before', 'after', 'seen at', 'how']

function rowOf({ step, label, about, transition }: Mark): (string | number)[] {
  if (transition === undefined) return [step, label, '', '', '', '', '', about]
  const { onset, end, before, after, seenAt } = transition
  const interval = onset === null ? '' : `${short(onset.low)} … ${short(onset.high)} (${100 * onset.level} %)`
  return [step, label, interval, end ?? '', short(before), short(after), seenAt, about]
}

function short(value: number | null): number | string {
  return value === null ? '' : Number(value.toPrecision(5))
}

/** A series without a point is said: silence about it is no finding. */
function nothingText(watched: readonly WatchedSeries[], wanted: ReturnType<typeof watchedBy>): string {
  const points = watched.reduce((sum, { steps }) => sum + steps.length, 0)
  const empty = wanted.filter(({ of }) => !watched.some((one) => one.of === of && one.steps.length > 0))
  const hints = empty.map(({ of, series }) => `it has no point of '${series}' (--set ${of}=NAME watches another)`)
  return [`No event in ${points} points`, ...hints].join('; ')
}
