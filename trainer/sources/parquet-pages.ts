import { openThrift, thriftRecord, wholeIn, type Fields } from './thrift.ts'

/** A page of a column in a group of rows, as its head says it (github.com/apache/parquet-format, PageHeader). */
export interface Page {
  readonly kind: 'data' | 'data-2' | 'dictionary' | 'other'
  /** Values that it says it has, those that are missing included. */
  readonly values: number
  /** What its numbers are written as; the field of the head. */
  readonly encoding: number
  /** Bytes that it unpacks to. */
  readonly unpacked: number
  /** Its bytes, as they lie there. */
  readonly packed: Uint8Array
  /** Of a page of the second version: what lies before its values is not packed. */
  readonly second: { readonly missing: number; readonly levels: readonly [number, number]; readonly isPacked: boolean }
}

/**
 * The pages of a column: a head, which is a record of Thrift's, with the bytes of the page behind it. The end of the file counts values too, but a
 * page is unpacked by what its own head says.
 */
export function* pagesIn(chunk: ArrayBuffer): Generator<Page> {
  const reader = openThrift(new DataView(chunk))
  // As the reader of the numbers has it: a last byte is no page.
  while (reader.at < chunk.byteLength - 1) {
    const head = thriftRecord(reader)
    const length = wholeIn(head, [PACKED])
    if (length > chunk.byteLength - reader.at)
      throw new RangeError(`expected a page of ${length} bytes within ${chunk.byteLength - reader.at}`)
    yield pageOf(head, new Uint8Array(chunk, reader.at, length))
    reader.at += length
  }
}

/** Fields of a head, and of what it says of each kind of page. */
const [TYPE, UNPACKED, PACKED, DATA, DICTIONARY, DATA_2, VALUES, ENCODING] = [1, 2, 3, 5, 7, 8, 1, 2]
const [MISSING, ENCODING_2, DEFINED, REPEATED, IS_PACKED] = [2, 4, 5, 6, 7]
const KINDS = ['data', 'other', 'dictionary', 'data-2'] as const

function pageOf(head: Fields, packed: Uint8Array): Page {
  const second = (field: number) => wholeIn(head, [DATA_2, field])
  const said = head.get(DATA_2)
  const kind = KINDS[wholeIn(head, [TYPE])] ?? 'other'
  return {
    kind,
    values: Math.max(...[DATA, DICTIONARY, DATA_2].map((one) => wholeIn(head, [one, VALUES]))),
    encoding: kind === 'data-2' ? second(ENCODING_2) : wholeIn(head, [DATA, ENCODING]),
    unpacked: wholeIn(head, [UNPACKED]),
    packed,
    second: {
      missing: second(MISSING),
      levels: [second(REPEATED), second(DEFINED)],
      isPacked: !(said instanceof Map && said.get(IS_PACKED) === 0),
    },
  }
}
