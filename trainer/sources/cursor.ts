import type { LogFile } from './log-file.ts'

/** What of a file is in memory at once, beside a record that is longer: little of one that is only looked at, and of one that is read to its end what is left. */
const WINDOW = 1 << 20
const FIRST = 1 << 14

/** A place in a file that may grow, and what lies behind it, a window of it in memory. */
export interface Cursor {
  /** Bytes from the beginning of the file. */
  readonly at: number
  /** The next bytes, without going on; null where there are not so many yet. They are good until the next call. */
  peek(length: number): Uint8Array | null
  /** What lies behind the cursor of the window, at least a byte; null where the file ends here for now. */
  window(): Uint8Array | null
  /** Goes on by so many bytes, whether they are there or not. */
  skip(length: number): void
  /** How many bytes are there behind it, at this moment. */
  rest(): number
}

export function openCursor(file: LogFile): Cursor {
  let buffer = new Uint8Array()
  let room = FIRST
  /** Where in the file the buffer begins, and how much of it is filled. */
  let start = 0
  let filled = 0
  let at = 0

  /** Has at least so many bytes from the cursor on in the buffer, if they are there. */
  function have(length: number): boolean {
    if (at + length <= start + filled && at >= start) return true
    const size = Math.max(length, room)
    if (buffer.length !== size) buffer = new Uint8Array(size)
    start = at
    filled = file.read(at, buffer)
    const isEnd = filled < size
    // A folder may have very many logs that are followed.
    if (isEnd) buffer = buffer.slice(0, filled)
    room = isEnd ? FIRST : Math.min(4 * room, WINDOW)
    return length <= filled
  }

  return {
    get at() {
      return at
    },
    peek(length) {
      // What is not there yet takes no memory, however long it says that it is.
      if (length > WINDOW && length > file.size() - at) return null
      return have(length) ? buffer.subarray(at - start, at - start + length) : null
    },
    window() {
      return have(1) ? buffer.subarray(at - start, filled) : null
    },
    skip(length) {
      at += length
    },
    rest: () => Math.max(0, file.size() - at),
  }
}
