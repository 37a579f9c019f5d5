import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { settingsFrom } from '#src/cli/import/settings-from.ts'
import { openTally } from '#src/cli/import/tally.ts'
import { BOUNDS, charactersOf } from '#src/vocabulary/index.ts'
import { readCsv } from '#trainer/sources/csv.ts'
import { readJsonLines } from '#trainer/sources/json-lines.ts'
import { parseLenient } from '#trainer/sources/lenient-json.ts'
import type { LogFile } from '#trainer/sources/log-file.ts'
import { decoded } from '#trainer/sources/protobuf.ts'
import type { Rows } from '#trainer/sources/row.ts'
import { readEvents } from '#trainer/sources/tensorboard.ts'
import { EVENT } from '#trainer/sources/tensorboard-messages.ts'
import { readWandb, WANDB_HEAD } from '#trainer/sources/wandb.ts'
import { countedLog, faultsOf, leftIn, pairs, pointsOf, rowsOf, saidIn, textRows } from './rows.ts'

const json = (file: LogFile) => readJsonLines(file)
const csv = (file: LogFile) => readCsv(file)
const BLOCK = 32_768

/** One record of a log as LevelDB frames it, in one fragment. */
function fragment(data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.of(1), data])
  const head = Buffer.alloc(6)
  head.writeUInt32LE(crc32(body), 0)
  head.writeUInt16LE(data.length, 4)
  return Buffer.concat([head, body])
}

/** A `.wandb` file whose summary says these values, each at a path of keys. */
function wandbFile(...items: readonly (readonly [path: readonly string[], json: string])[]): Uint8Array {
  const summary = new BinaryWriter().tag(3, WireType.LengthDelimited).fork()
  for (const [path, text] of items) {
    summary.tag(1, WireType.LengthDelimited).fork()
    for (const key of path) summary.tag(2, WireType.LengthDelimited).string(key)
    summary.tag(16, WireType.LengthDelimited).string(text).join()
  }
  return new Uint8Array(Buffer.concat([WANDB_HEAD, fragment(summary.join().finish())]))
}

describe('a log of a stranger', () => {
  it('changes nothing of what all records have of themselves', () => {
    const rows = rowsOf(wandbFile([['a'], '{}'], [['a', '__proto__', 'x'], '1'], [['__proto__', 'y'], '2'], [['constructor', 'prototype', 'z'], '3']), readWandb) // prettier-ignore
    expect([({} as { x?: unknown }).x, ({} as { y?: unknown }).y, ({} as { z?: unknown }).z]).toEqual(Array(3).fill(undefined)) // prettier-ignore
    const [said] = saidIn(rows)
    expect(JSON.stringify(said?.summary)).toBe('{"a":{"__proto__":{"x":1}},"__proto__":{"y":2},"constructor":{"prototype":{"z":3}}}') // prettier-ignore
  })

  it('has texts where it has texts, whatever these are called elsewhere', () => {
    const rows = textRows('{"step":0,"a":"constructor","b":"__proto__","c":"toString","d":"NaN"}\n', json)
    expect([leftIn(rows), pairs(rows, 'd')]).toEqual([{ texts: 3 }, [[0, NaN]]])
  })

  it('in UTF-16 is said to be that, and nothing of it is taken', () => {
    const text = 'step,loss\n0,1\n1,2\n'
    const marked = Buffer.from(`\uFEFF${text}`, 'utf16le')
    for (const bytes of [marked, Buffer.from(text, 'utf16le'), Buffer.from(marked).swap16()])
      for (const read of [csv, json])
        expect(rowsOf(new Uint8Array(bytes), read)).toEqual([
          { type: 'fault', at: 'line 1', why: 'expected text in UTF-8, got UTF-16; save it as UTF-8; nothing of the file is taken' }, // prettier-ignore
        ])
  })

  it('costs a line whose step is a record that says how it is written, or lists without end', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const rows = textRows(`{"step":{"_type":"x","toString":1}}\n{"step":${deep}}\n{"step":1,"a":${deep}}\n{"step":2,"loss":3}\n`, json) // prettier-ignore
    expect(pairs(rows, 'loss')).toEqual([[2, 3]])
    expect(faultsOf(rows).map(({ at, got }) => [at, got])).toEqual([
      ['line 1', 'a record'],
      ['line 2', 'a list'],
    ])
    expect(leftIn(rows)).toEqual({ 'lists that are no numbers': 1 })
  })

  it('costs a setting that is too deep to be written, and no other', () => {
    const config = JSON.parse(`{"deep":${'['.repeat(100_000)}${']'.repeat(100_000)},"lr":0.5}`) as Record<string, unknown> // prettier-ignore
    expect(settingsFrom(config)).toEqual({
      settings: { lr: 0.5 },
      faults: ['expected a setting of few lists and records in each other; it is left out'],
    })
  })

  it('costs the long texts for which a run has no room, and leaves the others', () => {
    const texts = Array.from({ length: 300 }, (_, i) => [`text${i}`, 'x'.repeat(8000)] as const)
    const { settings, faults } = settingsFrom({ ...Object.fromEntries(texts), lr: 0.5 })
    expect(charactersOf(settings)).toBeLessThan(BOUNDS.settingsCharacters)
    expect(settings).toMatchObject({ text0: 'x'.repeat(8000), lr: 0.5 })
    expect(Object.keys(settings).length + faults.length).toBe(301)
    expect(faults.at(-1)).toContain("the long 'text299' is left out")
  })

  it('with kinds of values without end tells the first thousand apart', () => {
    const tally = openTally()
    for (let i = 0; i < 3000; i++) tally.left(`values of type ${i}`)
    expect([tally.leftOut.size, tally.leftOut.get('values of other types')]).toEqual([1001, 2000])
  })
})

/** What would take hours if it were gone through more than once. */
describe('what is read is read once', () => {
  it('of a text that almost is JSON, with quotes that are none', () => {
    expect(() => parseLenient(`{NaN"${'\\"'.repeat(4_000_000)}`)).toThrow(SyntaxError)
    expect(() => parseLenient(`{"${'\\\\'.repeat(4_000_000)}": NaN`)).toThrow(SyntaxError)
    expect(parseLenient(String.raw`{"a\\":NaN,"b\"NaN":[-Infinity,"Infinity\\\""],"c":NaN}`)).toEqual({
      'a\\': 'NaN',
      'b"NaN': ['-Infinity', 'Infinity\\"'],
      c: 'NaN',
    })
  })

  it('of a row of very many columns that are called alike', () => {
    const count = 100_000
    const rows = textRows(`step${',a'.repeat(count)}\n0${',1'.repeat(count)}\n`, csv)
    expect([pointsOf(rows).length, faultsOf(rows).length]).toEqual([count, count - 1])
    expect(pairs(rows, `a (${count})`)).toEqual([[0, 1]])
  })

  it('of a long key with very many below it, which would have it each', () => {
    const below = Array.from({ length: 200_000 }, (_, i) => `"${i}":1`).join()
    const rows = textRows(`{"step":0,"${'k'.repeat(1_000_000)}":{${below}},"loss":1}\n`, json)
    expect([pairs(rows, 'loss'), leftIn(rows)]).toEqual([[[0, 1]], { records: 1 }])
  })

  it('of a line of more keys than a run has series', () => {
    const rows = textRows(`{"step":0,${Array.from({ length: 70_000 }, (_, i) => `"${i}x":1`).join()}}\n`, json)
    expect(pointsOf(rows)).toHaveLength(65_535)
    expect(faultsOf(rows)).toMatchObject([{ at: 'line 1', why: 'expected at most 65536 keys in a line; those behind them are left out' }]) // prettier-ignore
  })

  it('of a block in which fragments may begin everywhere, before one that is whole', () => {
    const block = Buffer.alloc(BLOCK - WANDB_HEAD.length)
    for (let i = 0; i < block.length; i++) block[i] = i % 2 === 0 ? 1 : 0x3f
    const sound = wandbFile([['best'], '1']).subarray(WANDB_HEAD.length)
    const rows = rowsOf(new Uint8Array(Buffer.concat([WANDB_HEAD, block, sound])), readWandb)
    expect(saidIn(rows)).toMatchObject([{ summary: { best: 1 } }])
    expect(faultsOf(rows)).toHaveLength(1)
  })

  it('of a message of very many values, each of which takes more room than it has there', () => {
    const values = new BinaryWriter().tag(5, WireType.LengthDelimited).bytes(new Uint8Array(2 * 3_000_000).fill(10).map((one, i) => (i % 2 === 0 ? one : 0))) // prettier-ignore
    expect(() => decoded(values.finish(), EVENT)).toThrow('expected a message of at most 2097152 values')
    const tensor = new BinaryWriter().tag(7, WireType.LengthDelimited).bytes(new Uint8Array(3_000_000))
    expect(() => decoded(tensor.finish(), { 7: { name: 'ints', kind: 'int', many: true } })).toThrow('at most 2097152')
  })

  const FORMATS: readonly (readonly [string, (file: LogFile) => Rows, number[]])[] = [
    ['CSV', csv, [44, 10, 13, 34, 48, 115, 0, 0xff, 0xef, 0xfe]],
    ['JSON lines', json, [...Buffer.from('{}[]":,\\\n\r{"step":0}NaN'), 0, 0xff]],
    ['event files', readEvents, [0, 1, 255]],
    ['.wandb files', readWandb, [...WANDB_HEAD, 0, 1, 2, 4]],
  ]
  it.each(FORMATS)('of whatever bytes, as %s: to their end, which is said', (_, read, likely) => {
    const byte = fc.oneof(fc.constantFrom(...likely), fc.nat(255))
    const property = fc.property(fc.array(byte, { maxLength: 400 }), (bytes) => {
      const log = countedLog(Uint8Array.from(bytes))
      const rows = [...takenUntilEnd(read(log))]
      expect(log.bytesRead).toBeLessThanOrEqual(20 * (bytes.length + 1))
      expect(rows.length).toBeLessThanOrEqual(2 * bytes.length + 10)
    })
    fc.assert(property, { numRuns: 500 })
  })
})

function* takenUntilEnd(rows: Rows) {
  for (let ends = 0, asked: boolean | undefined; ends < 2;) {
    const { value, done } = rows.next(asked)
    if (done === true) return
    if (value.type === 'end') ends += 1
    asked = value.type === 'end'
    yield value
  }
}
