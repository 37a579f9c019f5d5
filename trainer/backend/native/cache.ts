import { constants, readFileSync } from 'node:fs'
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { alone, type Holder } from '#src/setup/lock.js'
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

/** Sets up in the cache while no other process on this machine does. */
export async function aloneInCache<T>(folder: string, onProgress: OnProgress, work: () => Promise<T>): Promise<T> {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
  } catch (error) {
    throw new NativeUnavailable(
      `to open the cache ${folder}`,
      (error as Error).message,
      'make the folder writable, or name another by XDG_CACHE_HOME',
    )
  }
  const onWait = ({ pid, doing }: Holder) => onProgress({ stage: 'wait', detail: `for process ${pid}, which ${doing}` })
  return alone(join(folder, 'lock'), { doing: 'sets native TensorFlow up', onWait }, work)
}
