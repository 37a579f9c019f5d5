import { isUtf8 } from 'node:buffer'
import { BOUNDS } from '#src/vocabulary/index.ts'
import type { Cursor } from './cursor.ts'
import { PAUSE, pausesIn } from './pause.ts'
import { fault, type End, type Fault, type Pause } from './row.ts'

/** A line of a text file, without its line break. */
export interface TextLine {
  readonly type: 'line'
  /** Counted from 1. */
  readonly number: number
  readonly text: string
}

const LONGEST = BOUNDS.loggedBytes
const [LF, CR] = [10, 13]
const BOM = [0xef, 0xbb, 0xbf]

/** The lines of a text file as far as they are ended; asked with `true`, the last one may be without an end. */
export function* textLines(cursor: Cursor): Generator<TextLine | Fault | Pause | End, void, boolean | undefined> {
  if (isUtf16(cursor.peek(2))) {
    yield fault('line 1', 'expected text in UTF-8, got UTF-16; save it as UTF-8; nothing of the file is taken')
    return
  }
  const head = cursor.peek(3)
  if (head !== null && BOM.every((byte, i) => head[i] === byte)) cursor.skip(3)
  let number = 1
  let isLast = false
  const isPause = pausesIn(cursor)
  for (;;) {
    if (isPause()) yield PAUSE
    const bytes = upToBreak(cursor)
    if (bytes === 'not yet') {
      const left = cursor.rest()
      if (isLast) {
        const last = left === 0 ? null : cursor.peek(Math.min(left, LONGEST))
        if (last !== null) yield lineOf(last, number)
        return
      }
      isLast = (yield { type: 'end', left, at: `line ${number}` }) === true
      continue
    }
    if (bytes === 'too long') {
      yield fault(`line ${number}`, `expected a line of at most ${LONGEST} bytes; it is left out`)
      if (yield* skipToBreak(cursor, number)) return
    } else {
      yield lineOf(bytes, number)
      cursor.skip(bytes.length + 1)
    }
    number++
  }
}

/** By its mark, or by half of a letter of ours that is nothing. */
function isUtf16(head: Uint8Array | null): boolean {
  if (head === null) return false
  const [first, second] = head as unknown as [number, number]
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || (first === 0) !== (second === 0)
}

function lineOf(bytes: Uint8Array, number: number): TextLine | Fault {
  const end = bytes[bytes.length - 1] === CR ? bytes.length - 1 : bytes.length
  const line = bytes.subarray(0, end)
  if (!isUtf8(line)) return fault(`line ${number}`, 'not UTF-8 text; the line is left out')
  return { type: 'line', number, text: Buffer.from(line.buffer, line.byteOffset, line.length).toString('utf8') }
}

/** The bytes before the next line break. */
function upToBreak(cursor: Cursor): Uint8Array | 'not yet' | 'too long' {
  const window = cursor.window()
  if (window === null) return 'not yet'
  const at = window.indexOf(LF)
  if (at >= 0) return window.subarray(0, at)
  for (let size = Math.min(2 * window.length, LONGEST); ; size = Math.min(2 * size, LONGEST)) {
    const there = Math.min(size, cursor.rest())
    const more = cursor.peek(there)
    if (more === null) return 'not yet'
    const end = more.indexOf(LF)
    if (end >= 0) return more.subarray(0, end)
    if (there === LONGEST) return 'too long'
    if (there < size) return 'not yet'
  }
}

/** Goes behind the next line break, as soon as there is one; true where none will come. */
function* skipToBreak(cursor: Cursor, number: number): Generator<Pause | End, boolean, boolean | undefined> {
  for (;;) {
    const window = cursor.window()
    if (window === null) {
      if ((yield { type: 'end', left: 0, at: `line ${number}` }) === true) return true
      continue
    }
    const at = window.indexOf(LF)
    cursor.skip(at < 0 ? window.length : at + 1)
    if (at >= 0) return false
    yield PAUSE
  }
}
