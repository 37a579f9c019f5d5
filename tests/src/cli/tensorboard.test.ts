import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportCommand } from '#src/cli/commands/export.ts'
import { openStore } from '#src/store/index.ts'
import { maskedCrc32c } from '#trainer/sources/index.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { keep } from '../store/contract.ts'
import { declaration, enveloped, measuredReport, runOf, scalarColumn } from '../store/reports.ts'

const folder = temporaryFolder()
const data = join(folder.path, 'data')
const output = join(folder.path, 'out')
const values = [1 / 3, NaN, Infinity, -Infinity, -0, 1e300]

beforeAll(async () => {
  const store = await openStore(data)
  const frames = (series: string, steps: number[], numbers: number[], lengths: number[]) => ({
    ...{ series, steps: Float64Array.from(steps), values: Float64Array.from(numbers) },
    lengths: Uint32Array.from(lengths),
  })
  for (const [i, id] of ['a', 'b'].entries())
    await keep(
      store,
      enveloped(id, 0, [
        {
          type: 'started',
          run: { ...runOf(id), parameters: { width: 16 + i, activation: 'relu' } },
          probes: [],
          detectors: [],
        },
        { type: 'declared', series: declaration('loss') },
        { type: 'declared', series: { ...declaration('weights'), kind: 'histogram' } },
        { type: 'declared', series: declaration('spectrum', 'spectrum') },
        { type: 'declared', series: { ...declaration('kernel'), kind: 'matrix' } },
        measuredReport(
          scalarColumn('loss', [0, 1, 2, 3, 4, 2 ** 40], values),
          frames('weights', [2], [3, -1, 0, 4, 0, 2, 6], [7]),
          frames('spectrum', [0, 1], [1 / 3, 2, NaN], [2, 1]),
          frames('kernel', [1], [2, 1, 2, 3, 4], [5]),
        ),
        { type: 'ended', how: 'completed', step: 100, msPerStep: 500, weights: 'sha256:ab', why: null },
      ]),
    )
  await store.close()
  await exported('a', 'b')
})
afterAll(() => folder[Symbol.dispose]())

const exported = (...args: string[]) =>
  exportCommand()
    .exitOverride()
    .parseAsync(['node', 'export', '--data', data, '--format', 'tensorboard', '-o', output, ...args])

const fileOf = (run: string) => join(output, run, `events.out.tfevents.1700000000.${run}`)

test('a masked CRC-32C is that of the standard', () => {
  // RFC 3720, B.4: 0xe3069283 of these nine digits.
  const crc = 0xe3069283
  const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
  expect(maskedCrc32c(Buffer.from('123456789'))).toBe(masked)
})

describe('event files', () => {
  test('are one a run, with nothing beside them', () => {
    expect(readdirSync(output, { recursive: true }).toSorted()).toEqual([
      ...['a', 'a/events.out.tfevents.1700000000.a', 'b', 'b/events.out.tfevents.1700000000.b'],
    ])
  })

  test('say the version first, and then the settings', () => {
    const [version, start, end] = eventsOf('b')
    expect(textOf(version![3])).toBe('brain.Event:2')
    const content = (event: Fields) => fieldsOf(fieldsOf(valueOf(event)[9]![0]!)[1]![0]!)[2]![0]!
    expect(textOf(valueOf(start!)[1])).toBe('_hparams_/session_start_info')
    const begun = fieldsOf(fieldsOf(content(start!))[3]![0]!)
    const settings = begun[1]!
      .map((one) => fieldsOf(one))
      .map((one) => [textOf(one[1]), fieldsOf(one[2]![0]!)] as const)
    expect(settings.map(([key]) => key)).toEqual(['width', 'activation'])
    expect(doubleOf(settings[0]![1][2])).toBe(17)
    expect(textOf(settings[1]![1][3])).toBe('relu')
    expect(textOf(valueOf(end!)[1])).toBe('_hparams_/session_end_info')
  })

  test('have every scalar as float32, with its step and the time of that', () => {
    const scalars = eventsOf('a').filter((event) => event[5] !== undefined && textOf(valueOf(event)[1]) === 'loss')
    expect(scalars.map((event) => [wholeOf(event[2]), floatOf(valueOf(event)[2])])).toEqual(
      [0, 1, 2, 3, 4, 2 ** 40].map((step, i) => [step, Math.fround(values[i]!)]),
    )
    expect(scalars.slice(0, 3).map((event) => doubleOf(event[1]))).toEqual([1.7e9, 1.7e9 + 0.5, 1.7e9 + 1])
  })

  test('have histograms by their right edges, and other frames as exact tensors of their shape', () => {
    const of = (tag: string) => eventsOf('a').filter((event) => event[5] !== undefined && textOf(valueOf(event)[1]) === tag) // prettier-ignore
    const histogram = fieldsOf(valueOf(of('weights')[0]!)[5]![0]!)
    expect([1, 2, 3, 4, 5].map((field) => doubleOf(histogram[field]))).toEqual([-1, 2, 10, 4, 7])
    expect([6, 7].map((field) => doublesOf(histogram[field]))).toEqual([
      [0, 2],
      [4, 6],
    ])
    const tensors = [...of('spectrum'), ...of('kernel')].map((event) => fieldsOf(valueOf(event)[8]![0]!))
    const shapes = tensors.map((tensor) => fieldsOf(tensor[2]![0]!)[2]!.map((dim) => wholeOf(fieldsOf(dim)[1])))
    expect(shapes).toEqual([[2], [1], [2, 2]])
    expect(tensors.map((tensor) => doublesOf(tensor[4]))).toEqual([[1 / 3, 2], [NaN], [1, 2, 3, 4]])
    expect(tensors.map((tensor) => wholeOf(tensor[1]))).toEqual([2, 2, 2])
  })
})

test('only what was named is written, and a place is needed', async () => {
  const before = readFileSync(fileOf('a'))
  await exported('a', '--series', 'loss')
  expect(eventsOf('a')).toHaveLength(1 + 2 + values.length)
  await exported('a')
  expect(readFileSync(fileOf('a')).equals(before)).toBe(true)
  await expect(
    exportCommand().exitOverride().parseAsync(['node', 'export', '--data', data, '--format', 'tensorboard', 'a']),
  ).rejects.toThrow(/--format tensorboard: expected -o FOLDER/)
  const nowhere = join(fileOf('a'), 'x')
  await expect(exported('a', '-o', nowhere)).rejects.toThrow(/Cannot write into/)
  expect(existsSync(nowhere)).toBe(false)
})

/** The fields of a message by their numbers, each as its bytes (a whole number as eight). */
type Fields = Record<number, Uint8Array[]>

/** Every event of a file, each with the checksums that its format asks for. */
function eventsOf(run: string): Fields[] {
  const bytes = readFileSync(fileOf(run))
  const events: Fields[] = []
  for (let at = 0; at < bytes.length;) {
    const length = Number(bytes.readBigUInt64LE(at))
    expect(bytes.readUInt32LE(at + 8)).toBe(maskedCrc32c(bytes.subarray(at, at + 8)))
    const record = bytes.subarray(at + 12, at + 12 + length)
    expect(bytes.readUInt32LE(at + 12 + length)).toBe(maskedCrc32c(record))
    events.push(fieldsOf(record))
    at += 16 + length
  }
  return events
}

function fieldsOf(message: Uint8Array): Fields {
  const bytes = Buffer.from(message)
  const fields: Fields = {}
  let at = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = BigInt(bytes[at++]!)
      value |= (byte & 127n) << shift
      if (byte < 128n) return value
    }
  }
  while (at < bytes.length) {
    const key = Number(varint())
    const kind = key & 7
    const value = kind === 0 ? Buffer.alloc(8) : null
    if (value !== null) value.writeBigUInt64LE(varint())
    const length = kind === 1 ? 8 : kind === 5 ? 4 : kind === 2 ? Number(varint()) : 0
    const held = value ?? bytes.subarray(at, (at += length))
    ;(fields[key >> 3] ??= []).push(held)
  }
  return fields
}

/** The one value of an event's summary. */
function valueOf(event: Fields): Fields {
  return fieldsOf(fieldsOf(event[5]![0]!)[1]![0]!)
}

function textOf(field: Uint8Array[] | undefined): string {
  return Buffer.from(field![0]!).toString('utf8')
}

function wholeOf(field: Uint8Array[] | undefined): number {
  return Number(Buffer.from(field![0]!).readBigUInt64LE())
}

function doubleOf(field: Uint8Array[] | undefined): number {
  return Buffer.from(field![0]!).readDoubleLE()
}

function floatOf(field: Uint8Array[] | undefined): number {
  return Buffer.from(field![0]!).readFloatLE()
}

function doublesOf(field: Uint8Array[] | undefined): number[] {
  const bytes = Buffer.from(field![0]!)
  return Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(8 * i))
}
