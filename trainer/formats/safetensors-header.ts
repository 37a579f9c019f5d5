import { closeSync, fstatSync } from 'node:fs'
import { BOUNDS, messageOf, PhasescopeError, quoted, usageError } from '#src/vocabulary/index.ts'
import { elementTypeNamed, sizeOfShape } from './element-types.ts'
import type { Bytes } from './bytes.ts'
import { bytesAt } from './bytes-at.ts'
import { keyThatStandsTwice } from './key-twice.ts'
import { openRegular } from './regular-file.ts'

/** What the header says of one tensor; the offsets count from the end of the header. */
export interface TensorEntry {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  readonly from: number
  readonly to: number
}

/** All that a safetensors file says before its numbers. */
export interface SafetensorsHeader {
  /** What its writer put under `__metadata__`: words by words. */
  readonly metadata: Readonly<Record<string, string>>
  readonly entries: readonly TensorEntry[]
  /** Where the numbers begin. */
  readonly start: number
}

/** A file's header, and what the file system says of the file; its numbers are not read. */
export interface Headed extends SafetensorsHeader {
  readonly bytes: number
  /** Milliseconds since the epoch. */
  readonly writtenAt: number
}

/** The bytes before the header, which give its length. */
const LENGTH_BYTES = 8
/** Most headers are shorter, and then one read is enough. */
const FIRST_READ = 16_384

/** The header of the file at this path; a file that is cut off anywhere is a usage error already here. */
export function readSafetensorsHeader(path: string): Headed {
  const file = openRegular(path)
  try {
    const { size, mtimeMs } = fstatSync(file)
    const header = headerOf({ size, read: (at, length) => bytesAt(file, at, length) })
    return { ...header, bytes: size, writtenAt: Math.round(mtimeMs) }
  } catch (error) {
    throw error instanceof PhasescopeError ? usageError(`${path}: ${messageOf(error)}`) : error
  } finally {
    closeSync(file)
  }
}

/** The header of a file, of which no more is read. */
export function headerOf({ size, read }: Bytes): SafetensorsHeader {
  const first = read(0, Math.min(size, FIRST_READ))
  const end = endOfHeader(first, size)
  return headerFrom(end <= first.length ? first : read(0, end), size)
}

/** The header at the beginning of these bytes, of a file of so many; checked whole: the file may come from anywhere. */
export function headerFrom(bytes: Buffer, fileBytes: number): SafetensorsHeader {
  const start = endOfHeader(bytes, fileBytes)
  const { __metadata__: metadata, ...tensors } = objectFrom(bytes.subarray(LENGTH_BYTES, start))
  const entries = Object.entries(tensors).map(([name, entry]) => entryFrom(name, entry))
  assertTiled(entries, fileBytes - start)
  const words = Object.entries((metadata ?? {}) as object).filter(([, text]) => typeof text === 'string')
  return { metadata: Object.fromEntries(words) as Record<string, string>, entries, start }
}

function endOfHeader(bytes: Buffer, fileBytes: number): number {
  if (fileBytes < LENGTH_BYTES) {
    throw damaged(`it has ${fileBytes} bytes, fewer than the ${LENGTH_BYTES} that give the header's length`)
  }
  const length = bytes.readBigUInt64LE(0)
  const follow = fileBytes - LENGTH_BYTES
  if (length > BigInt(BOUNDS.safetensorsHeaderBytes))
    throw damaged(`its header should have ${length} bytes, and at most ${BOUNDS.safetensorsHeaderBytes} are read`)
  if (length > BigInt(follow)) {
    throw damaged(`its header should have ${length} bytes, and ${follow} follow; it may be cut off`)
  }
  return LENGTH_BYTES + Number(length)
}

function objectFrom(header: Buffer): Record<string, unknown> {
  let parsed: unknown
  let twice: readonly string[] | null
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(header)
    parsed = JSON.parse(text)
    twice = keyThatStandsTwice(text)
  } catch {
    throw damaged('its header is not JSON')
  }
  const [name = '', ...within] = twice ?? []
  if (within.length > 0)
    throw damaged(`${quoted(within.join('.'))} of tensor ${quoted(name)} stands twice in its header`)
  if (twice !== null) throw damaged(`tensor ${quoted(name)} stands twice in its header`)
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw damaged('its header is not an object')
  return parsed as Record<string, unknown>
}

function entryFrom(name: string, entry: unknown): TensorEntry {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>
  if (typeof dtype !== 'string') throw damaged(`tensor ${quoted(name)} has no dtype`)
  const size = sizeOfShape(shape)
  if (size === null) throw damaged(`tensor ${quoted(name)} has no shape of whole numbers`)
  const [from, to, ...more] = Array.isArray(offsets) ? (offsets as unknown[]) : []
  if (!isOffset(from) || !isOffset(to) || from > to || more.length > 0) {
    throw damaged(`tensor ${quoted(name)} has no offsets [from, to]`)
  }
  const bits = bitsOf(dtype)
  if (bits !== null && (to - from) * 8 !== size * bits) {
    const needed = `${dtype} [${String(shape)}] needs ${(size * bits) / 8} bytes`
    throw damaged(`tensor ${quoted(name)} of ${needed}, and has ${to - from}`)
  }
  return { name, dtype, shape: shape as number[], from, to }
}

/** Of an element; null for a type that came after this was written, whose tensors cannot be read in any case. */
function bitsOf(dtype: string): number | null {
  if (Object.hasOwn(OTHER_BITS, dtype)) return OTHER_BITS[dtype] ?? null
  const type = elementTypeNamed(dtype)
  return type === undefined ? null : type.bytes * 8
}

/** Types of the format whose numbers are not read. */
const OTHER_BITS: Readonly<Record<string, number>> = { F4: 4, F6_E2M3: 6, F6_E3M2: 6, C64: 64 }

const isOffset = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

/** Every byte of the numbers belongs to one tensor and no more than one. */
function assertTiled(entries: readonly TensorEntry[], bytes: number): void {
  let reached = 0
  for (const { name, from, to } of entries.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from < reached) throw damaged(`tensor ${quoted(name)} overlaps the one before it`)
    if (from > reached) throw damaged(`no tensor covers the ${from - reached} bytes before tensor ${quoted(name)}`)
    reached = to
  }
  if (reached !== bytes) {
    throw damaged(
      `its tensors take ${reached} bytes, and the file has ${bytes}${reached > bytes ? '; it is cut off' : ''}`,
    )
  }
}

function damaged(why: string) {
  return usageError(`not a complete safetensors file: ${why}`)
}
