import { statSync } from 'node:fs'
import { openLog, type LogFile } from './log-file.ts'
import type { LaterRows, Rows } from './row.ts'
import type { OpenSource } from './source.ts'

/** A source of files that stay open while they are read; those that come later are opened as they come. */
export function opened(
  paths: () => readonly string[],
  rowsOf: (files: () => readonly LogFile[]) => Rows | LaterRows,
): OpenSource {
  const open = new Map<string, LogFile>()
  const files = () =>
    paths().map((path) => {
      const file = open.get(path) ?? openLog(path)
      open.set(path, file)
      return file
    })
  return {
    ...watched(paths),
    rows: rowsOf(files),
    close: () => {
      for (const file of open.values()) file.close()
      open.clear()
    },
  }
}

/** What the file system says of files: whether they are still the same, how long they are, when they were written. */
export function watched(paths: () => readonly string[]): Pick<OpenSource, 'replaced' | 'writtenAt'> {
  const known = new Map<string, { readonly inode: number; size: number }>()
  const look = () =>
    paths().flatMap((path) => {
      const stat = statSync(path, { throwIfNoEntry: false })
      return stat === undefined ? [] : [{ path, stat }]
    })
  for (const { path, stat } of look()) known.set(path, { inode: stat.ino, size: stat.size })
  return {
    replaced() {
      for (const { path, stat } of look()) {
        const before = known.get(path) ?? { inode: stat.ino, size: 0 }
        if (before.inode !== stat.ino) return 'moved'
        if (stat.size < before.size) return 'cut'
        known.set(path, { inode: stat.ino, size: stat.size })
      }
      return null
    },
    writtenAt: () => Math.max(0, ...look().map(({ stat }) => stat.mtimeMs)),
  }
}

/** Bytes that files have together; one that is gone has none. */
export function extentOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0)
}
