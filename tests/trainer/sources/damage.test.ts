import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCsv } from '#trainer/sources/csv.ts'
import { readJsonLines } from '#trainer/sources/json-lines.ts'
import type { LogFile } from '#trainer/sources/log-file.ts'
import type { Row, Rows } from '#trainer/sources/row.ts'
import { readEvents } from '#trainer/sources/tensorboard.ts'
import { readWandb } from '#trainer/sources/wandb.ts'
import { eventFile } from '../../bench/event-file.ts'
import { bytesOf, faultsOf, pairs, pointsOf, rowsAsItGrows, rowsOf } from './rows.ts'

const COUNT = 50
const STEPS = Float64Array.from({ length: COUNT }, (_, i) => i)
/** Fifty scalars, a record each, behind a first record that says the version. */
const EVENTS = Uint8Array.from(eventFile('loss', STEPS, STEPS, STEPS, 0))
const TORCH = bytesOf('torch', 'events.out.tfevents.1796032550.vm.15973.0')
const WANDB = bytesOf('wandb', 'run-abc123.wandb')
const CSV = bytesOf('tables', 'pandas.csv')
const JSON_LINES = bytesOf('tables', 'pandas.jsonl')

const events = (file: LogFile) => readEvents(file)
const csv = (file: LogFile) => readCsv(file)
const json = (file: LogFile) => readJsonLines(file)
const FORMATS: readonly (readonly [string, Uint8Array, (file: LogFile) => Rows])[] = [
  ['event file', TORCH, events],
  ['.wandb file', WANDB, readWandb],
  ['CSV file', CSV, csv],
  ['file of JSON lines', JSON_LINES, json],
]

const flipped = (bytes: Uint8Array, at: number, bit: number) => {
  const damaged = bytes.slice()
  damaged[at]! ^= 1 << bit
  return damaged
}
const known = new Map(FORMATS.map(([name, bytes, read]) => [name, pointsOf(rowsOf(bytes, read))]))
/** What is damaged at the end may be what is not all there yet. */
const isTold = (rows: readonly Row[]) =>
  rows.some((row) => row.type === 'fault' || (row.type === 'end' && row.left > 0))
const textOf = (row: Row) =>
  JSON.stringify(row, (_, value: unknown) => (typeof value === 'number' ? String(value) : value))

describe('what is damaged', () => {
  it('in an event file costs the record in which it is, wherever a bit flips, and is said', () => {
    fc.assert(
      fc.property(fc.nat(EVENTS.length - 1), fc.nat(7), (at, bit) => {
        const rows = rowsOf(flipped(EVENTS, at, bit), events)
        const loss = pairs(rows, 'loss')
        expect(loss.length).toBeGreaterThanOrEqual(COUNT - 1)
        expect(loss.every(([step, value]) => step === value)).toBe(true)
        expect(isTold(rows)).toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  it('in a .wandb file costs no record but those in its reach, and brings no other number', () => {
    const sound = new Set(known.get('.wandb file')!.map(textOf))
    fc.assert(
      fc.property(fc.integer({ min: 7, max: WANDB.length - 1 }), fc.nat(7), (at, bit) => {
        const rows = rowsOf(flipped(WANDB, at, bit), readWandb)
        const points = pointsOf(rows)
        for (const point of points) expect(sound).toContain(textOf(point))
        expect(isTold(rows)).toBe(true)
        expect(points.length).toBeGreaterThanOrEqual(sound.size - 5)
      }),
      { numRuns: 300 },
    )
  })

  for (const [name, bytes, read] of FORMATS) {
    it(`of a ${name} in many places ends no reading`, () => {
      const places = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 30 })
      fc.assert(
        fc.property(places, fc.nat(bytes.length), (changes, length) => {
          const damaged = bytes.slice(0, length)
          for (const [at, value] of changes) if (at < length) damaged[at] = value
          expect(rowsOf(damaged, read).length).toBeGreaterThan(0)
        }),
        { numRuns: 150 },
      )
    })

    it(`by being cut off, of a ${name}, costs what is behind the cut`, () => {
      const whole = known.get(name)!.map(textOf)
      fc.assert(
        fc.property(fc.nat(bytes.length), (length) => {
          const points = pointsOf(rowsOf(bytes.slice(0, length), read)).map(textOf)
          // The last line of a text that is cut within a number is a number all the same.
          const sure = name.startsWith('CSV') || name.startsWith('file of') ? points.slice(0, -3) : points
          expect(sure).toEqual(whole.slice(0, sure.length))
        }),
        { numRuns: 60 },
      )
    })

    it(`is not what comes piece by piece: a ${name} that grows says the same as the whole`, () => {
      const whole = rowsOf(bytes, read).filter(({ type }) => type !== 'end')
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 }), (sizes) => {
          expect(rowsAsItGrows(bytes, sizes, read)).toEqual(whole)
        }),
        { numRuns: 40 },
      )
    })
  }

  it('is said with its byte: a record that claims to be huge is passed over, and takes no memory', () => {
    const huge = EVENTS.slice()
    new DataView(huge.buffer).setBigUint64(0, 2n ** 60n, true)
    expect(faultsOf(rowsOf(huge, events))).toMatchObject([{ at: 'byte 0' }])
    expect(pairs(rowsOf(huge, events), 'loss')).toHaveLength(COUNT)
    for (const length of [100_000, 3_000_000])
      expect(pairs(rowsOf(Buffer.concat([new Uint8Array(length).fill(7), EVENTS]), events), 'loss')).toHaveLength(COUNT)
    expect(pairs(rowsOf(Buffer.concat([new Uint8Array(100_000), EVENTS]), events), 'loss')).toHaveLength(COUNT)
  })

  it('is a step that no run has', () => {
    const steps = Float64Array.of(0, 1e18, 2)
    const rows = rowsOf(eventFile('loss', steps, steps, steps, 0), events)
    expect(pairs(rows, 'loss')).toEqual([
      [0, 0],
      [2, 2],
    ])
    expect(faultsOf(rows)).toMatchObject([
      { why: 'expected a step, a whole number from 0; the event is left out', got: '1000000000000000000' },
    ])
  })
})
