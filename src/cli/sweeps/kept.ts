import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseKeptSweep } from '#src/schema/sweep.ts'
import { makeFolder } from '#src/store/index.ts'
import {
  BOUNDS,
  isPathName,
  messageOf,
  pathIn,
  runtimeError,
  unknownName,
  usageError,
  type RunId,
  type SweepId,
} from '#src/vocabulary/index.ts'
import { writeWhole } from '#trainer/formats/index.ts'
import { experimentsOf, keepOwnExperiment } from '#src/cli/own-experiments.ts'
import { planSweep, type Sweep } from '#trainer/sweeps/index.ts'
import { commandText } from '../command-text.ts'

/** A sweep as it lies in a data folder. */
export interface KeptSweep {
  readonly sweep: Sweep
  /** Milliseconds since the epoch. */
  readonly startedAt: number
}

/**
 * Keeps a sweep in a data folder, in `sweeps/ID.json`, before any run of it is begun: a reader sees all of the file or none, and
 * whoever starts the same again finds it. Its id holds it to what was asked, so that the first that kept it is right.
 */
export function keepSweep(data: string, sweep: Sweep): KeptSweep {
  const file = fileOf(data, sweep.id)
  makeFolder(sweepsFolder(data))
  if (!existsSync(file)) {
    const kept = { version: 1, startedAt: Date.now(), order: sweep.order }
    keepOwnExperiment(data, sweep.own)
    writeWhole(file, JSON.stringify(kept, null, 2))
  }
  return readSweep(data, sweep.id)
}

/** A sweep that is kept, checked whole: planned again, it is what its id says. */
export function readSweep(data: string, id: SweepId): KeptSweep {
  const file = fileOf(data, id)
  if (!existsSync(file)) throw unknownName('sweep', id, sweepIds(data))
  const { ino, size, mtimeMs } = lstatSync(file)
  const state = [ino, size, mtimeMs].join(' ')
  const before = planned.get(file)
  if (before?.state === state) return before.kept
  const { startedAt, order } = parseKeptSweep(jsonIn(file, data), file)
  const sweep = planSweep(order, experimentsOf(data, order))
  if (sweep.id === id) return remembered(file, { state, kept: { sweep, startedAt } })
  throw usageError(
    `${file} is not the sweep '${id}' any more (planned again, it is '${sweep.id}'): it was changed, or made by another version; start it anew with ${commandText('sweep', data)}`,
  )
}

/** Sweeps as they were planned, by their files and how these were: every page asks for all of them, again and again. */
const planned = new Map<string, { readonly state: string; readonly kept: KeptSweep }>()
const REMEMBERED = 2 * BOUNDS.sweepsListed

function remembered(file: string, as: { readonly state: string; readonly kept: KeptSweep }): KeptSweep {
  planned.set(file, as)
  if (planned.size > REMEMBERED) planned.delete(planned.keys().next().value!)
  return as.kept
}

/** The ids of the sweeps of a data folder; what is there besides is none. */
export function sweepIds(data: string): SweepId[] {
  const folder = sweepsFolder(data)
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((name) => {
    const id = name.endsWith('.json') ? name.slice(0, -'.json'.length) : ''
    return isPathName(id) ? [id] : []
  })
}

/** The one sweep whose id is this or begins so. */
export function sweepNamed(data: string, given: string): SweepId {
  const ids = sweepIds(data)
  const fitting = ids.includes(given) ? [given] : ids.filter((id) => id.startsWith(given))
  if (fitting.length !== 1) throw unknownName('sweep', given, fitting.length === 0 ? ids : fitting)
  return fitting[0]!
}

export function sweepsFolder(data: string): string {
  return join(data, 'sweeps')
}

/** Says that a sweep is to end. Whoever carries it out watches the folder; who starts it again takes it back. */
export function askToCancel(data: string, id: SweepId): void {
  writeFileSync(pathIn(sweepsFolder(data), id, '.cancelled'), '')
}

export function isCancelled(data: string, id: SweepId): boolean {
  return existsSync(pathIn(sweepsFolder(data), id, '.cancelled'))
}

export function takeBackCancel(data: string, id: SweepId): void {
  rmSync(pathIn(sweepsFolder(data), id, '.cancelled'), { force: true })
}

/**
 * The runs that ended as stopped because the sweep was cancelled, as its one process wrote them down before it asked them to: they
 * go on with it, and one that somebody stopped by itself does not.
 */
export function stoppedWithIt(data: string, id: SweepId): readonly RunId[] {
  const file = pathIn(sweepsFolder(data), id, '.stopped')
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8').split('\n').filter(isPathName)
}

export function keepStopped(data: string, id: SweepId, runs: readonly RunId[]): void {
  const all = new Set([...stoppedWithIt(data, id), ...runs])
  writeWhole(pathIn(sweepsFolder(data), id, '.stopped'), [...all, ''].join('\n'))
}

function fileOf(data: string, id: SweepId): string {
  return pathIn(sweepsFolder(data), id, '.json')
}

function jsonIn(file: string, data: string): unknown {
  const { size, ...is } = statsOf(file)
  if (!is.isFile) throw runtimeError(`${file} is no file of its own; nothing else is read as a sweep`)
  if (size > BOUNDS.sweepFile)
    throw runtimeError(`${file} has ${size} bytes, and at most ${BOUNDS.sweepFile} are read; it is no file of a sweep`)
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw runtimeError(
      `${file} cannot be read as a sweep: ${messageOf(error)}; start it anew with ${commandText('sweep', data)}`,
      error,
    )
  }
}

/** Of a link, of itself: what it leads to is not what was kept here. */
function statsOf(file: string): { readonly size: number; readonly isFile: boolean } {
  const stats = lstatSync(file)
  return { size: stats.size, isFile: stats.isFile() }
}
