import type { LogFile } from './log-file.ts'

/** What of a file is in memory at once, beside a record that is longer. */
const WINDOW = 1 << 20

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
  let buffer = new Uint8Array(WINDOW)
  /** Where in the file the buffer begins, and how much of it is filled. */
  let start = 0
  let filled = 0
  let at = 0

  /** Has at least so many bytes from the cursor on in the buffer, if they are there. */
  function have(length: number): boolean {
    if (at + length <= start + filled && at >= start) return true
    if (length > buffer.length) buffer = new Uint8Array(length)
    else if (buffer.length > WINDOW && length <= WINDOW) buffer = new Uint8Array(WINDOW)
    start = at
    filled = file.read(at, buffer)
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
