import { isUtf8 } from 'node:buffer'
import { usageError } from '#src/vocabulary/index.ts'

/**
 * The text of bytes that are UTF-8. Anything else is refused with its line: other encodings would be read without an error,
 * and all their letters beyond ASCII as one and the same, so that names that differ became one.
 */
export function utf8Text(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw usageError(`line ${lineThatIsNot(bytes)}: not UTF-8 text; save it as UTF-8`)
  return bytes.toString('utf8')
}

/** No character of UTF-8 but a line break has the byte of one, so that each line can be asked alone. */
function lineThatIsNot(bytes: Buffer): number {
  let [line, from] = [1, 0]
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== LF && (bytes[at] !== CR || bytes[at + 1] === LF)) continue
    if (!isUtf8(bytes.subarray(from, at))) return line
    from = at + 1
    line += 1
  }
  return line
}

const LF = 10
const CR = 13
