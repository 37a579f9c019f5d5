import type { Place } from '../place.ts'
import { builtin, codeOf, environment } from './builtin.ts'

/** The folder for secrets and journals: the hub's own where that is on this machine, else PHASESCOPE_DATA, else `.phasescope` here. */
export function dataFolder({ data }: Place, say: (sentence: string) => void): string {
  const { resolve } = builtin('node:path')
  return writable(data ?? resolve(environment()?.PHASESCOPE_DATA || '.phasescope'), say)
}

/** That one; where it cannot be made or written, one that goes with the machine's temporary files. */
function writable(data: string, say: (sentence: string) => void): string {
  const { accessSync, constants, mkdirSync } = builtin('node:fs')
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 })
    accessSync(data, constants.W_OK)
    return data
  } catch {
    const other = `${builtin('node:os').tmpdir()}/phasescope-${process.getuid?.() ?? 'user'}`
    say(`${data} cannot be written; what the hub does not take is kept in ${other}`)
    try {
      mkdirSync(other, { recursive: true, mode: 0o700 })
    } catch {
      // Then nothing is kept there either, which is said when something is to be.
    }
    return other
  }
}

/** Whether what is written under the name of a run goes where this user put it; a link could lead anywhere. */
export function assertNoLink(...paths: readonly string[]): void {
  const { lstatSync } = builtin('node:fs')
  for (const path of paths)
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true)
      throw new Error(`${path} is a symbolic link, and what is kept there would be written elsewhere`)
}

/** A process other than this one that has a file open, of this user; null where the system does not say, as only Linux does. */
export function openElsewhere(path: string): number | null {
  const { readdirSync, readlinkSync, realpathSync } = builtin('node:fs')
  const tried = <T>(work: () => T, instead: T): T => {
    try {
      return work()
    } catch {
      return instead // it has ended, or is another user's
    }
  }
  const file = tried(() => realpathSync(path), null)
  if (file === null) return null
  for (const pid of tried(() => readdirSync('/proc'), [])) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue
    const descriptors = tried(() => readdirSync(`/proc/${pid}/fd`), [])
    if (descriptors.some((one) => tried(() => readlinkSync(`/proc/${pid}/fd/${one}`), '') === file)) return Number(pid)
  }
  return null
}

/** Writes a file that only its owner may read, whole or not at all; nothing where one of this name is there. */
export function createPrivately(path: string, text: string): void {
  const { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync, writeSync } = builtin('node:fs')
  if (existsSync(path)) return
  const draft = `${path}.${process.pid}.draft`
  rmSync(draft, { force: true })
  const opened = openSync(draft, 'wx', 0o600)
  try {
    writeSync(opened, text)
    fsyncSync(opened)
    linkSync(draft, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    closeSync(opened)
    rmSync(draft, { force: true })
  }
}
