import { basename } from 'node:path'
import type { LogFile } from './log-file.ts'
import type { Row, Rows } from './row.ts'

/**
 * Several files that one run has, one after the other, as TensorBoard reads those of a folder and as a resumed run of wandb leaves them. `files` is asked
 * again each time that all have been read: a restart begins another. Places are said with the name of the file.
 */
export function* inTurn(files: () => readonly LogFile[], read: (file: LogFile) => Rows): Rows {
  const begun = new Map<string, Rows>()
  for (let isLast: boolean | undefined; ;) {
    let [left, at] = [0, '']
    for (const file of files()) {
      const rows = begun.get(file.path) ?? read(file)
      const told = (place: string) => `${basename(file.path)}, ${place}`
      begun.set(file.path, rows)
      const upToEnd = untilEnd(rows, isLast)
      let one = upToEnd.next()
      for (; one.done !== true; one = upToEnd.next()) {
        const row = one.value
        yield row.type === 'fault' ? { ...row, at: told(row.at) } : row
      }
      if (one.value === null || one.value.left === 0) continue
      left += one.value.left
      at = told(one.value.at)
    }
    isLast = yield { type: 'end', left, at }
    if (isLast === true) return
  }
}

/** What a reader says up to the next time that it has read all that is there; gives its word of that. */
function* untilEnd(
  rows: Rows,
  asked: boolean | undefined,
): Generator<Row, { left: number; at: string } | null, undefined> {
  for (let first = asked; ; first = undefined) {
    const { value, done } = rows.next(first)
    if (done === true) return null
    if (value.type === 'end') return value
    yield value
  }
}
