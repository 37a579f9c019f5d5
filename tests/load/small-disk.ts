import { execFileSync } from 'node:child_process'
import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '#src/vocabulary/index.ts'
import { temporaryFolder } from '../phasescope.ts'

/** A disk of so many megabytes (tmpfs), to be filled. Linux, and who may mount one. */
export interface SmallDisk extends Disposable {
  readonly path: string
  /** Leaves no byte. */
  fill(): void
  /** Makes room. */
  grow(megabytes: number): void
}

/** Where none can be had, `impossible` is told why; that of a test skips it. */
export function smallDisk(megabytes: number, impossible: (why: string) => never): SmallDisk {
  const folder = temporaryFolder()
  const { path } = folder
  const mount = (options: string) =>
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'pipe' })
  try {
    mount(`size=${megabytes}m`)
  } catch (error) {
    folder[Symbol.dispose]()
    return impossible(`No disk of its own here: ${messageOf(error)}`)
  }
  return {
    path,
    fill() {
      const file = openSync(join(path, 'filler'), 'w')
      try {
        for (;;) writeSync(file, new Uint8Array(4096))
      } catch (error) {
        if (!/ENOSPC/.test(messageOf(error))) throw error
      } finally {
        closeSync(file)
      }
    },
    grow: (most) => void mount(`remount,size=${most}m`),
    [Symbol.dispose]() {
      // Lazily: a process that was killed may not be gone altogether.
      execFileSync('umount', ['-l', path])
      folder[Symbol.dispose]()
    },
  }
}
