import { readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OnProgress } from '../progress.ts'
import { NativeUnavailable } from './unavailable.ts'

/** Outside the checkout, so that a fresh clone or `npm ci` does not download TensorFlow again. */
export function cacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  return join(base, 'phasescope', 'tensorflow')
}

/** Reads a small JSON file; a missing or broken one reads as undefined, and is then simply made again. */
export function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T
  } catch {
    return undefined
  }
}

/** Writes by renaming, so that a reader never sees half a file. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  const part = `${path}.${process.pid}.part`
  await writeFile(part, `${JSON.stringify(value, null, 2)}\n`)
  await rename(part, path)
}

/**
 * Builds a folder under a temporary name and moves it into place when it is whole: a crash half-way leaves nothing
 * that could be taken for a finished build. What an earlier crash left behind is swept away.
 */
export async function buildFolder(home: string, build: (folder: string) => Promise<void>): Promise<void> {
  const part = `${home}.part`
  await rm(part, { recursive: true, force: true })
  await mkdir(part, { recursive: true })
  try {
    await build(part)
    await rm(home, { recursive: true, force: true })
    await rename(part, home)
  } catch (error) {
    await rm(part, { recursive: true, force: true })
    throw error
  }
}

/**
 * Runs `work` while no other process on this machine does.
 * The lock is SQLite's, which the system lets go of when its holder dies: a killed process leaves no stale lock.
 */
export async function alone<T>(folder: string, onProgress: OnProgress, work: () => Promise<T>): Promise<T> {
  const path = join(folder, 'lock.db')
  let lock: DatabaseSync
  try {
    await mkdir(folder, { recursive: true })
    lock = new DatabaseSync(path, { timeout: 0 })
  } catch (error) {
    throw new NativeUnavailable(
      `to open the cache ${folder}`,
      (error as Error).message,
      'make the folder writable, or name another by XDG_CACHE_HOME',
    )
  }
  try {
    for (let waited = 0; !taken(lock); waited += 300) {
      if (waited % 30_000 === 0) onProgress({ stage: 'wait', detail: 'another process is setting TensorFlow up' })
      await sleep(300)
    }
    return await work()
  } finally {
    lock.close()
  }
}

function taken(lock: DatabaseSync): boolean {
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    if ((error as { errcode?: number }).errcode === 5) return false // SQLITE_BUSY
    throw error
  }
}
