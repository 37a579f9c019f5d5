import type { Column } from '#src/vocabulary/index.ts'

/** The same points in columns of so many bytes at most (of frames, as many as begin before that), wherever they were divided before. */
export function* inBlocks(columns: Iterable<Column>, bytes: number): Generator<Column> {
  let waiting: Column[] = []
  let size = 0
  for (const column of columns) {
    for (const piece of pieces(column, bytes, size)) {
      waiting.push(piece)
      size += sizeOf(piece)
      if (size < bytes) continue
      yield joined(waiting)
      waiting = []
      size = 0
    }
  }
  if (waiting.length > 0) yield joined(waiting)
}

/** A column cut where a block is full, of which `size` bytes are there. */
function* pieces(column: Column, bytes: number, size: number): Generator<Column> {
  const { series, steps, values, lengths } = column
  let from = 0
  let at = 0
  let room = bytes - size
  let until = 0
  for (let i = 0; i < steps.length; i++) {
    const length = lengths === null ? 1 : lengths[i]!
    until += length
    room -= placeOf(length, lengths !== null)
    if (room > 0 && i < steps.length - 1) continue
    yield {
      series,
      steps: steps.subarray(from, i + 1),
      values: values.subarray(at, until),
      lengths: lengths === null ? null : lengths.subarray(from, i + 1),
    }
    from = i + 1
    at = until
    room = bytes
  }
}

function sizeOf({ steps, values, lengths }: Column): number {
  return lengths === null ? 16 * steps.length : 12 * steps.length + 8 * values.length
}

function placeOf(length: number, isFrame: boolean): number {
  return isFrame ? 12 + 8 * length : 16
}

function joined(columns: readonly Column[]): Column {
  const [first] = columns
  if (columns.length === 1) return first!
  const lengths = columns.map((column) => column.lengths)
  return {
    series: first!.series,
    steps: joinedFloats(columns.map(({ steps }) => steps)),
    values: joinedFloats(columns.map(({ values }) => values)),
    lengths: lengths[0] === null ? null : Uint32Array.from(lengths.flatMap((one) => Array.from(one!))),
  }
}

function joinedFloats(arrays: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const array of arrays) {
    all.set(array, at)
    at += array.length
  }
  return all
}
