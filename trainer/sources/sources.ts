import { realpathSync, statSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, extname, join, parse } from 'node:path'
import { messageOf } from '#src/vocabulary/index.ts'
import { eventFilesIn, saidOfParent, settingsFoldersIn, type ChildKind } from './child-folders.ts'
import { readCsv, type TableOptions } from './csv.ts'
import type { Format } from './format-of.ts'
import { firstLines, firstRecord } from './identity.ts'
import { inTurn } from './in-turn.ts'
import { readJsonLines } from './json-lines.ts'
import { openLog, type LogFile } from './log-file.ts'
import { extentOf, opened, watched } from './open-files.ts'
import { readParquet } from './parquet.ts'
import type { LaterRows, Rows } from './row.ts'
import type { OpenSource, Source } from './source.ts'
import { readEvents } from './tensorboard.ts'
import { readTrackio, runsOfTrackio } from './trackio.ts'
import { readWandb } from './wandb.ts'

/** How each format is opened as a run. `why`: it is none yet, or none at all. */
type OrWhy<T> = T | { readonly why: string; readonly isEarly?: true }

/**
 * A folder of event files, all of them or those that were named; each restart begins another. Where it has one folder of settings, they are the
 * run's, whenever they come.
 */
export function eventsSource(
  folder: string,
  named: readonly string[] | null,
  name: string,
  project: string,
): OrWhy<Source> {
  const kinds = new Map<string, ChildKind>()
  const paths = () => named ?? [...eventFilesIn(folder), ...settingsFiles()]
  const settingsFiles = () => {
    const [only, ...others] = settingsFoldersIn(folder, kinds)
    return only === undefined || others.length > 0 ? [] : eventFilesIn(only)
  }
  const first = (named ?? eventFilesIn(folder))
    .map((path) => withLog(path, firstRecord))
    .find((record) => record !== null)
  if (first === undefined) return { why: 'no event is there yet', isEarly: true }
  return {
    format: 'tensorboard',
    path: named?.[0] ?? folder,
    name,
    project,
    identity: `${basename(paths()[0]!)} ${first}`,
    extent: () => extentOf(paths()),
    open: () => {
      const plugins = new Map<string, string>()
      return opened(paths, (files) =>
        inTurn(files, (file) =>
          named === null && dirname(file.path) !== folder ? saidOfParent(readEvents(file)) : readEvents(file, plugins),
        ),
      )
    },
  }
}

/** A file that was written just now may end within a line. */
export const QUIET_MS = 2000

/** The `.wandb` files of a run, the oldest first: where a run was resumed there are several. */
export function wandbSource(paths: readonly string[], project: string): Source {
  const sorted = paths.toSorted()
  const [first] = sorted as [string]
  return {
    format: 'wandb',
    path: first,
    name: basename(first, '.wandb'),
    project,
    identity: join(basename(dirname(first)), basename(first)),
    extent: () => extentOf(sorted),
    open: () =>
      opened(
        () => sorted,
        (files) => inTurn(files, readWandb),
      ),
  }
}

/** The runs of a project of Trackio. */
export function trackioSources(path: string): OrWhy<{ readonly sources: readonly Source[] }> {
  try {
    const name = basename(path, extname(path))
    const sources = runsOfTrackio(path).map((run) => ({
      format: 'trackio' as const,
      path,
      name: run.name,
      project: name,
      identity: `${name} ${run.key}`,
      extent: () => extentOf([path, `${path}-wal`]),
      open: (): OpenSource => ({ ...watched(() => [path]), rows: readTrackio(path, run), close: () => {} }),
    }))
    return { sources }
  } catch (error) {
    return { why: `expected a project of Trackio: ${messageOf(error)}` }
  }
}

/** A file that is a table: each is a run. */
export function tableSource(
  format: Exclude<Format, 'tensorboard' | 'wandb' | 'trackio'>,
  path: string,
  options: TableOptions,
): OrWhy<Source> {
  const isQuiet = Date.now() - statSync(path).mtimeMs > QUIET_MS
  // A header and a row; of JSON lines the first has both.
  const begun = format === 'parquet' ? '' : withLog(path, (file) => firstLines(file, format === 'csv' ? 2 : 1, isQuiet))
  if (begun === null) return { why: 'no row is there yet', isEarly: true }
  const read: Record<typeof format, (file: LogFile, options: TableOptions) => Rows | LaterRows> = {
    csv: readCsv,
    json: readJsonLines,
    parquet: readParquet,
  }
  return {
    format,
    path,
    name: basename(path, extname(path)),
    project: projectOf(dirname(path)) ?? basename(path, extname(path)),
    identity: `${path}\n${begun}`,
    extent: () => extentOf([path]),
    open: () =>
      opened(
        () => [path],
        (files) => read[format](files()[0]!, options),
      ),
  }
}

/** What a folder says of the project of what lies in it; null of one where everything lies. */
export function projectOf(folder: string): string | null {
  const isShared = [tmpdir(), '/tmp', homedir()].some((shared) => realpathOr(shared) === folder)
  return isShared || parse(folder).root === folder ? null : basename(folder)
}

function realpathOr(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return folder
  }
}

function withLog<T>(path: string, look: (file: LogFile) => T): T {
  const file = openLog(path)
  try {
    return look(file)
  } finally {
    file.close()
  }
}
