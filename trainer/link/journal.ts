import { closeSync, ftruncateSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Envelope } from '#src/vocabulary/index.ts'
import { bytesFromReports, reportsFromBytes } from '#src/wire/reports.ts'
import { bytesAt } from '#trainer/formats/index.ts'

/**
 * Envelopes in a file, first in, first out: what memory has no room for while the hub is away. Each is its length
 * and its packed bytes. Nothing is on disk until something is put.
 */
export interface Journal {
  readonly path: string
  /** Envelopes put and not yet taken. */
  readonly length: number
  put(envelopes: readonly Envelope[]): void
  /** The oldest, as many as fit into `bytes` and at least one. */
  take(bytes: number): Envelope[]
  /** Leaves only these and what has not been taken, for another process to send. */
  keep(before: readonly Envelope[]): void
  remove(): void
}

/** The path is asked for when the first envelope is put. */
export function openJournal(pathOf: () => string): Journal {
  let file: number | null = null
  let path = ''
  let readAt = 0
  let writtenTo = 0
  let length = 0
  const opened = () => {
    if (file !== null) return file
    path = pathOf()
    mkdirSync(dirname(path), { recursive: true })
    return (file = openSync(path, 'w+'))
  }
  const next = (): Uint8Array => {
    const head = bytesAt(opened(), readAt, 4)
    const size = new DataView(head.buffer).getUint32(0, true)
    const body = bytesAt(opened(), readAt + 4, size)
    readAt += 4 + size
    length -= 1
    return body
  }
  return {
    get path() {
      return path
    },
    get length() {
      return length
    },
    put(envelopes) {
      for (const envelope of envelopes) {
        const frame = framed(envelope)
        writeSync(opened(), frame, 0, frame.length, writtenTo)
        writtenTo += frame.length
        length += 1
      }
    },
    take(bytes) {
      const taken: Envelope[] = []
      for (let size = 0; length > 0 && (taken.length === 0 || size < bytes);) {
        const body = next()
        size += body.length
        taken.push(...reportsFromBytes(body))
      }
      if (length === 0 && file !== null) {
        ftruncateSync(file)
        readAt = writtenTo = 0
      }
      return taken
    },
    keep(before) {
      const rest = bytesAt(opened(), readAt, writtenTo - readAt)
      ftruncateSync(opened())
      length += before.length
      writtenTo = readAt = 0
      for (const part of [...before.map(framed), rest]) {
        writeSync(opened(), part, 0, part.length, writtenTo)
        writtenTo += part.length
      }
    },
    remove() {
      if (file !== null) closeSync(file)
      file = null
      rmSync(pathOf(), { force: true })
    },
  }
}

/** Every envelope of a journal that another process left, oldest first. A frame cut short by a crash ends it. */
export function* envelopesOf(path: string): Generator<Envelope> {
  const file = openSync(path, 'r')
  try {
    for (let at = 0; ;) {
      const head = bytesAt(file, at, 4)
      if (head.length < 4) return
      const size = new DataView(head.buffer).getUint32(0, true)
      const body = bytesAt(file, at + 4, size)
      if (body.length < size) return
      yield* reportsFromBytes(body)
      at += 4 + size
    }
  } finally {
    closeSync(file)
  }
}

function framed(envelope: Envelope): Uint8Array {
  const body = bytesFromReports([envelope])
  const frame = new Uint8Array(4 + body.length)
  new DataView(frame.buffer).setUint32(0, body.length, true)
  frame.set(body, 4)
  return frame
}
