import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LogFile } from '#trainer/sources/log-file.ts'
import type { Fault, Frame, Row, Rows, Said, Scalar } from '#trainer/sources/row.ts'

/** Logs that other programs wrote: tests/references/logs.py makes them. */
export const LOGS = join(import.meta.dirname, '..', '..', 'references', 'logs')

/** A file that lies in memory. */
export function logInMemory(bytes: Uint8Array, path = 'memory'): LogFile {
  return {
    path,
    size: () => bytes.length,
    read(at, into) {
      const piece = bytes.subarray(at, at + into.length)
      into.set(piece)
      return piece.length
    },
    close: () => {},
  }
}

/** The same, with how many bytes were read of it: what a reader costs, however fast the machine is. */
export function countedLog(bytes: Uint8Array): LogFile & { readonly bytesRead: number } {
  const log = logInMemory(bytes)
  let bytesRead = 0
  return {
    ...log,
    read(at, into) {
      const read = log.read(at, into)
      bytesRead += read
      return read
    },
    get bytesRead() {
      return bytesRead
    },
  }
}

export function bytesOf(...path: string[]): Uint8Array {
  return new Uint8Array(readFileSync(join(LOGS, ...path)))
}

/** All that a reader says of bytes, that nothing more will come included. */
export function rowsOf(bytes: Uint8Array, read: (file: LogFile) => Rows): Row[] {
  const rows: Row[] = []
  const reader = read(logInMemory(bytes))
  for (let asked: boolean | undefined, ends = 0; ends < 2;) {
    const { value, done } = reader.next(asked)
    if (done === true) break
    asked = value.type === 'end'
    if (value.type === 'end') ends += 1
    rows.push(value)
  }
  return rows
}

export const textRows = (text: string, read: (file: LogFile) => Rows) => rowsOf(new TextEncoder().encode(text), read)

/** What it says of bytes that come piece by piece, `sizes` at a time, over and over. */
export function rowsAsItGrows(bytes: Uint8Array, sizes: readonly number[], read: (file: LogFile) => Rows): Row[] {
  let length = 0
  const file: LogFile = {
    path: 'growing',
    size: () => length,
    read: (at, into) => {
      const piece = bytes.subarray(at, Math.min(length, at + into.length))
      into.set(piece)
      return piece.length
    },
    close: () => {},
  }
  const rows: Row[] = []
  const reader = read(file)
  for (let turn = 0; ; turn++) {
    const isAll = length === bytes.length
    for (let asked: boolean | undefined = isAll || undefined; ; asked = undefined) {
      const { value, done } = reader.next(asked)
      if (done === true) return rows
      if (value.type === 'end') break
      rows.push(value)
    }
    if (isAll) return rows
    length = Math.min(bytes.length, length + sizes[turn % sizes.length]!)
  }
}

export const isScalar = (row: Row): row is Scalar => row.type === 'scalar'
export const isFrame = (row: Row): row is Frame => row.type === 'frame'
export const faultsOf = (rows: readonly Row[]) => rows.filter((row): row is Fault => row.type === 'fault')
export const saidIn = (rows: readonly Row[]) => rows.filter((row): row is Said => row.type === 'said')
/** What is there besides the word that nothing more is. */
export const pointsOf = (rows: readonly Row[]) => rows.filter((row) => isScalar(row) || isFrame(row))

/** The points of a series as `step: value`. */
export function pairs(rows: readonly Row[], series: string): [number, number][] {
  return rows
    .filter(isScalar)
    .filter((row) => row.series === series)
    .map(({ step, value }) => [step, value])
}

/** How many of what is no number there are. */
export function leftIn(rows: readonly Row[]): Record<string, number> {
  const count: Record<string, number> = {}
  for (const row of rows) if (row.type === 'left') count[row.what] = (count[row.what] ?? 0) + 1
  return count
}

/** The bits of a number in hexadecimal, as references write them. */
export function bits(value: number): string {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  return view.getBigUint64(0).toString(16).padStart(16, '0')
}
