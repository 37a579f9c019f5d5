import { deltaBinaryUnpack } from 'hyparquet/src/delta.js'
import type { Page } from './parquet-pages.ts'
import { unsigned } from './thrift.ts'

/** What of a column's place in the schema says how its pages are read. */
export interface ColumnShape {
  readonly isTruth: boolean
  /** How often a value may be missing, or a list in a list begin, on the way to it; 0 where no levels are written. */
  readonly defined: number
  readonly repeated: number
}

/** Encodings of values (github.com/apache/parquet-format, Encodings.md). */
const [PLAIN_DICTIONARY, RUNS, DELTA_BYTES, DICTIONARY] = [2, 3, 7, 8]
/** Values that a run of packed bits may have beyond what is left: it is whole groups of eight, some writers' of more. */
const BEYOND = 504

/**
 * Throws where runs in a page say more than the page has: a run of five bytes can say a thousand million values, and the reader of the numbers makes as
 * many. `unpack` gives the bytes of what is packed, `most` is how many bytes may come of texts that begin as those before them.
 */
export function assertRuns(
  page: Page,
  { isTruth, defined, repeated }: ColumnShape,
  unpack: (packed: Uint8Array, length: number) => Uint8Array,
  most: number,
): void {
  if (page.kind !== 'data' && page.kind !== 'data-2') return
  const { values, encoding, second } = page
  let missing = 0
  let rest: Reader
  if (page.kind === 'data') {
    rest = readerOf(unpack(page.packed, page.unpacked))
    if (repeated > 0) withLength(rest, () => passRuns(rest, widthOf(repeated), values, 0))
    if (defined > 0) withLength(rest, () => (missing = values - passRuns(rest, widthOf(defined), values, defined)))
  } else {
    const levels = readerOf(page.packed)
    if (repeated > 0) passRuns(levels, widthOf(repeated), values, 0)
    levels.at = second.levels[0]
    if (defined > 0) passRuns(levels, widthOf(defined), values, defined)
    const before = second.levels[0] + second.levels[1]
    const packed = page.packed.subarray(before)
    rest = readerOf(second.isPacked ? unpack(packed, page.unpacked - before) : packed)
    missing = second.missing
  }
  const count = values - missing
  if (count < 0) throw new RangeError(`expected at most ${values} missing values of a page, got ${missing}`)
  if (encoding === DELTA_BYTES) assertTexts(rest, count, most)
  else if (isTruth && encoding === RUNS) withLength(rest, () => passRuns(rest, 1, count, 0))
  else if ([PLAIN_DICTIONARY, DICTIONARY, RUNS].includes(encoding) && count > 0) {
    const width = rest.view.getUint8(rest.at++)
    // Of places in a dictionary of one value, the first version has no runs.
    if (width > 0 || page.kind === 'data-2') passRuns(rest, width, count, 0)
  }
}

interface Reader {
  readonly view: DataView
  at: number
}

function readerOf(bytes: Uint8Array): Reader {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0 }
}

/** Bits of a level that is so high at most. */
function widthOf(level: number): number {
  return 32 - Math.clz32(level)
}

/** What begins with its length in bytes. */
function withLength(reader: Reader, read: () => void): void {
  const length = reader.view.getUint32(reader.at, true)
  const from = (reader.at += 4)
  read()
  reader.at = from + length
}

/** Passes over runs and packed bits of so many values; how many of these are `sought`. */
function passRuns(reader: Reader, width: number, count: number, sought: number): number {
  let [seen, found] = [0, 0]
  while (seen < count) {
    const head = unsigned(reader)
    const isPacked = (head & 1) === 1
    const length = isPacked ? (head >> 1) << 3 : head >>> 1
    if (length < 0 || length > count - seen + BEYOND)
      throw new RangeError(`expected runs of ${count} values, got ${length} behind the first ${seen}`)
    const here = Math.min(length, count - seen)
    if (isPacked) {
      const bytes = Math.max(1, Math.ceil((length * width) / 8))
      for (let i = 0; i < here; i++) if (bitsAt(reader, i * width, width) === sought) found++
      reader.at += bytes
    } else {
      let value = 0
      for (let byte = 0; byte < (width + 7) >> 3; byte++) value |= reader.view.getUint8(reader.at++) << (8 * byte)
      if (value === sought) found += here
    }
    seen += length
  }
  return found
}

function bitsAt({ view, at }: Reader, from: number, width: number): number {
  let bits = 0
  for (let i = 0; i < width; i++) {
    const bit = from + i
    bits |= ((view.getUint8(at + (bit >> 3)) >> (bit & 7)) & 1) << i
  }
  return bits
}

/** Texts of which each may begin with as much as it likes of the one before. */
function assertTexts({ view, at }: Reader, count: number, most: number): void {
  const reader = { view, offset: at }
  const [shared, own] = [new Int32Array(count), new Int32Array(count)]
  for (const lengths of [shared, own]) deltaBinaryUnpack(reader, count, lengths)
  let [before, all] = [0, 0]
  for (let i = 0; i < count; i++) {
    if (shared[i]! < 0 || shared[i]! > before || own[i]! < 0)
      throw new RangeError(`expected a text that begins as the one before, got ${shared[i]} of its ${before} bytes`)
    before = shared[i]! + own[i]!
    all += before
    if (all > most) throw new RangeError(`expected texts of at most ${most} bytes`)
  }
}
