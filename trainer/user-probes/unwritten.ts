import { usageError } from '#src/vocabulary/index.ts'

type Numbers = ArrayBufferView & { readonly buffer: ArrayBufferLike }

/**
 * What `compute` returns, if it left the inputs as they were. The arrays of a snapshot are the run's own, and `sort` or
 * `reverse` works in place: whatever was written is put back, and the probe is told.
 */
export function unwritten<T>(id: string, inputs: readonly (readonly [string, unknown])[], compute: () => T): T {
  const held = inputs.flatMap(([name, value]) =>
    arraysIn(value).map((array) => ({ name, bytes: bytesOf(array), before: Buffer.from(bytesOf(array)) })),
  )
  const putBack = () => {
    const written = held.filter(({ bytes, before }) => !before.equals(bytes))
    for (const { bytes, before } of written) bytes.set(before)
    return written[0]?.name
  }
  let result: T
  try {
    result = compute()
  } catch (error) {
    putBack()
    throw error
  }
  const name = putBack()
  if (name !== undefined)
    throw usageError(`Probe '${id}' writes to its input '${name}'; work on a copy, such as values.toSorted()`)
  return result
}

/** Every typed array of an input, however deep. */
function arraysIn(value: unknown, seen: Set<unknown> = new Set()): Numbers[] {
  if (typeof value !== 'object' || value === null || seen.has(value)) return []
  seen.add(value)
  if (ArrayBuffer.isView(value)) return [value]
  return Object.values(value).flatMap((part) => arraysIn(part, seen))
}

function bytesOf({ buffer, byteOffset, byteLength }: Numbers): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
