import type { Aggregate, Column, Infinite, QueryResult } from '#src/vocabulary/index.ts'

type Numbers = Float64Array | Uint32Array

/** A message whose arrays change hands instead of being copied. */
export interface Handed<T> {
  readonly value: T
  readonly transfer: ArrayBuffer[]
}

export function handedResults(results: readonly QueryResult[]): Handed<QueryResult[]> {
  const handOver = handing()
  const value = results.map(({ steps, last, min, max, nans, lengths, infinite, ...rest }) => ({
    ...rest,
    steps: handOver.one(steps),
    last: handOver.one(last),
    min: handOver.one(min),
    max: handOver.one(max),
    nans: handOver.one(nans),
    lengths: lengths === null ? null : handOver.one(lengths),
    ...(infinite === undefined ? {} : { infinite: handedInfinite(infinite, handOver.one) }),
  }))
  return { value, transfer: handOver.transfer }
}

export function handedAggregate({ groups }: Aggregate): Handed<Aggregate> {
  const { one, transfer } = handing()
  const value = groups.map(({ x, center, low, high, n, members, ...rest }) => ({
    ...rest,
    x: one(x),
    center: one(center),
    low: one(low),
    high: one(high),
    n: one(n),
    members: members && one(members),
  }))
  return { value: { groups: value }, transfer }
}

function handedInfinite({ min, max, plus, minus }: Infinite, one: <A extends Numbers>(array: A) => A): Infinite {
  return { min: one(min), max: one(max), plus: one(plus), minus: one(minus) }
}

export function handedColumn({ series, steps, values, lengths }: Column): Handed<Column> {
  const { one, transfer } = handing()
  return { value: { series, steps: one(steps), values: one(values), lengths: lengths && one(lengths) }, transfer }
}

/** Bytes of a socket are a part of what it received: that part alone is handed over, and stays the caller's too. */
export function handedBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}

/** Of an array that is a part of a larger one, or that is handed over already, the numbers alone. */
function handing() {
  const handed = new Map<Numbers, Numbers>()
  const transfer: ArrayBuffer[] = []
  const one = <A extends Numbers>(array: A): A => {
    // Nothing is gained by handing it over, and whoever keeps one for all that is empty could not do so twice.
    if (array.length === 0) return array
    const before = handed.get(array)
    if (before !== undefined) return before as A
    const { buffer } = array
    const isWhole =
      buffer instanceof ArrayBuffer && buffer.byteLength === array.byteLength && !transfer.includes(buffer)
    const own = (isWhole ? array : array.slice()) as A
    handed.set(array, own)
    transfer.push(own.buffer as ArrayBuffer)
    return own
  }
  return { one, transfer }
}
