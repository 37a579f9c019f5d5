import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir, hostname } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { hashOf, isLink, replacePrivately } from '#src/access/index.ts'
import { BOUNDS, isRecord } from '#src/vocabulary/index.ts'
import { readHubFile } from './hub-file.ts'

/** A hub of this user, as a program finds it that was told of none: a training script in any folder. */
export interface RegisteredHub {
  /** The folder that it serves, where its address and the token of the machine are. */
  readonly data: string
  readonly url: string
  readonly pid: number
  /** A home may be that of several machines. */
  readonly host: string
}

/**
 * Leaves word for programs of this user that a hub serves a data folder; gives the way to take it back. Only the owner reads it. A hub
 * serves without it, too: where nothing can be written, a script is told the address, or finds the hub at its usual port.
 */
export function registerHub(data: string, url: string): () => void {
  const own: RegisteredHub = { data: resolve(data), url, pid: process.pid, host: hostname() }
  const file = tried(() => {
    const folder = hubsFolder()
    withdrawGone(folder)
    const path = join(folder, entryOf(own.data))
    replacePrivately(path, `${JSON.stringify(own)}\n`)
    return path
  })
  if (file === null) return () => {}
  return () => void tried(() => isOf(own, readEntry(file)) && rmSync(file, { force: true }))
}

/** The hubs of this user that are announced on this machine, the one that began last first; it may be gone by now. */
export function registeredHubs(): readonly RegisteredHub[] {
  const found = tried(() => {
    const folder = hubsFolder()
    return readdirSync(folder).map((name) => ({
      entry: readEntry(join(folder, name)),
      since: lstatSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    }))
  })
  return (found ?? [])
    .toSorted((a, b) => b.since - a.since)
    .flatMap(({ entry }) => (entry !== null && entry.host === hostname() && isAlive(entry.pid) ? [entry] : []))
}

/** Where the state of a user's programs is kept (XDG Base Directory Specification). */
function hubsFolder(): string {
  const state = process.env.XDG_STATE_HOME
  const own = join(
    state !== undefined && state.startsWith('/') ? state : join(homedir(), '.local', 'state'),
    'phasescope',
  )
  const folder = join(own, 'hubs')
  if (isLink(own) || isLink(folder)) throw new Error(`${folder} is a symbolic link`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

function entryOf(data: string): string {
  return `${hashOf(data).slice(0, 16)}.json`
}

/** What hubs of this machine have left that were killed: their process is gone, and their folder does not name it. */
function withdrawGone(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    const entry = readEntry(file)
    if (entry === null || entry.host !== hostname() || isAlive(entry.pid)) continue
    if (existsSync(entry.data) && readHubFile(entry.data).address?.pid === entry.pid) continue
    rmSync(file, { force: true })
  }
}

/** What a file of this user says; null where it is a link, another's, too large, or says no whole word of a hub. */
function readEntry(file: string): RegisteredHub | null {
  return tried(() => {
    const found = lstatSync(file)
    const isOurs = process.getuid === undefined || found.uid === process.getuid()
    if (!found.isFile() || !isOurs || found.size > BOUNDS.hubFile) return null
    const entry: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isRecord(entry) ? hubIn(entry) : null
  })
}

function hubIn({ data, url, pid, host }: Record<string, unknown>): RegisteredHub | null {
  if (typeof data !== 'string' || !isAbsolute(data) || typeof host !== 'string') return null
  if (typeof url !== 'string' || !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return null
  return typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0 ? { data, url, pid, host } : null
}

function isOf(own: RegisteredHub, entry: RegisteredHub | null): boolean {
  return entry !== null && entry.pid === own.pid && entry.host === own.host && entry.url === own.url
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Null where the file system says no: nothing hangs on it. */
function tried<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}
