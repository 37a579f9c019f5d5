import { statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import {
  concatMap,
  defer,
  EMPTY,
  filter,
  finalize,
  firstValueFrom,
  map,
  merge,
  NEVER,
  scan,
  share,
  skip,
  tap,
  type Observable,
} from 'rxjs'
import { usageError } from '#src/vocabulary/index.ts'
import type { Experiment } from '#trainer/experiments/index.ts'
import {
  changesIn,
  FILE_BYTES,
  faultOf,
  faultOfSize,
  isHome,
  looksFor,
  openChecker,
  openCheckerWhenNeeded,
  type Checker,
  type Fault,
  namesIn,
  type FileChange,
} from '#trainer/user-files/index.ts'
import { EXPERIMENT_FILE } from './experiment-file.ts'
import { idOfFile, loadedExperiment } from './load-experiment.ts'

/** What folders have of experiments: those that can be trained, and what is wrong with the other files. */
export interface OwnExperiments {
  readonly experiments: readonly Experiment[]
  readonly faults: readonly FaultyFile[]
}

export interface FaultyFile extends Fault {
  readonly file: string
}

/** A file as it stands: the experiment that it defined last, if it ever did, and what is wrong with it now. */
interface Standing {
  readonly experiment: Experiment | null
  readonly fault: Fault | null
}

type Standings = ReadonlyMap<string, Standing>

/**
 * The experiments of folders, now and whenever a file is saved there: each file is checked in a separate process, then loaded. What
 * a file defined before stays while a change of it is wrong. `wanted` leaves out the files of all others. What comes of `asked$` is
 * called when all that was saved before is judged, and has been told.
 */
export function watchExperiments(
  folders: readonly string[],
  wanted: (id: string) => boolean = () => true,
  asked$: Observable<() => void> = NEVER,
): Observable<OwnExperiments> {
  const places = [...new Set(folders.map(placeOf))]
  return defer(() => {
    const checker = openCheckerWhenNeeded(openExperimentChecker)
    const look$ = looksFor(asked$).pipe(share())
    // Behind the looks of all places, which listen first.
    const answer$ = look$.pipe(filter(({ isLast }) => isLast), map(({ asked }) => asked)) // prettier-ignore
    return merge(...places.map((place) => looksAt(place, wanted, look$)), answer$).pipe(
      // One at a time: the checker answers in turn, and whoever asked behind what was found before.
      concatMap((one) => (typeof one === 'function' ? EMPTY.pipe(tap({ complete: one })) : judgedAll(one, checker))),
      scan<readonly Judged[], Standings>(after, new Map()),
      skip(places.length - 1), // until each was looked at once
      map((standings) => together([...standings].toSorted(inOrder(places)))),
      finalize(() => checker.close()),
    )
  })
}

/** The same, once. */
export function experimentsIn(folders: readonly string[], wanted?: (id: string) => boolean): Promise<OwnExperiments> {
  if (folders.length === 0) return Promise.resolve({ experiments: [], faults: [] })
  return firstValueFrom(watchExperiments(folders, wanted))
}

/** The ids that files of these folders have, whatever is in them. */
export function ownExperimentIds(folders: readonly string[]): string[] {
  return folders.map(placeOf).flatMap((folder) => namesIn(folder).map(idOf))
}

function openExperimentChecker(): Checker {
  const script = join(import.meta.dirname, 'check-process.ts')
  return openChecker({ script, kind: EXPERIMENT_FILE, niceness: 0 })
}

/** The first look at a folder, and each that found something. */
function looksAt(
  folder: string,
  wanted: (id: string) => boolean,
  look$: Observable<unknown>,
): Observable<readonly FileChange[]> {
  return changesIn(folder, look$).pipe(
    map((changes) => changes.filter(({ file }) => wanted(idOf(file)))),
    filter((changes, look) => look === 0 || changes.length > 0),
  )
}

type Judged = readonly [file: string, found: Experiment | Fault | null]

async function judgedAll(changes: readonly FileChange[], checker: Checker): Promise<Judged[]> {
  const all: Judged[] = []
  for (const change of changes) all.push([change.file, await judged(change, checker)])
  return all
}

/** What a file is now; null where it is gone. */
async function judged({ file, source, tooMany }: FileChange, checker: Checker): Promise<Experiment | Fault | null> {
  if (source === null) return null
  try {
    if (tooMany !== undefined) return faultOfSize(tooMany, FILE_BYTES)
    const { fault } = await checker.check({ file, id: idOfFile(file), source })
    return fault ?? loadedExperiment(file, source)
  } catch (error) {
    return faultOf(error)
  }
}

function after(before: Standings, all: readonly Judged[]): Standings {
  const standings = new Map(before)
  for (const [file, found] of all) {
    if (found === null) standings.delete(file)
    else if ('why' in found) standings.set(file, { experiment: standings.get(file)?.experiment ?? null, fault: found })
    else standings.set(file, { experiment: found, fault: null })
  }
  return standings
}

/** Of two files that define the same, the first has the id. */
function together(all: readonly (readonly [string, Standing])[]): OwnExperiments {
  const experiments = new Map<string, Experiment>()
  const faults: FaultyFile[] = []
  for (const [file, { experiment, fault }] of all) {
    if (fault !== null) faults.push({ file, ...fault })
    if (experiment === null) continue
    const { id } = experiment
    const holder = experiments.get(id)?.own?.file
    if (holder === undefined) experiments.set(id, experiment)
    else
      faults.push({ file, line: null, why: `'${id}' is taken by ${holder}; choose another id, and name the file so` })
  }
  return { experiments: [...experiments.values()], faults }
}

/** Folder by folder as they were named, and by name in each. */
function inOrder(places: readonly string[]) {
  const rank = (file: string) => places.indexOf(dirname(file))
  return ([one]: readonly [string, Standing], [other]: readonly [string, Standing]) =>
    rank(one) - rank(other) || (one < other ? -1 : 1)
}

function idOf(file: string): string {
  return basename(file, '.ts')
}

function placeOf(folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw usageError(`There is no folder ${resolve(folder)} of experiments; create it, or name another`)
  if (isHome(folder, EXPERIMENT_FILE))
    throw usageError(
      `${resolve(folder)} is the catalogue itself: what catalogue.ts lists there is known without --experiments`,
    )
  return resolve(folder)
}
