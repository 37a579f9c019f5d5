import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assertRuns, type ColumnShape } from '#trainer/sources/parquet-runs.ts'
import type { Page } from '#trainer/sources/parquet-pages.ts'
import { readParquet } from '#trainer/sources/parquet.ts'
import { BOUNDS } from '#src/vocabulary/index.ts'
import type { Row } from '#trainer/sources/row.ts'
import { countedLog, faultsOf, isFrame, leftIn, logInMemory, pairs } from './rows.ts'

/** Tables that PyArrow wrote: tests/references/logs.py makes them. */
const PACKED = join(import.meta.dirname, '..', '..', 'references', 'packed')
const bytesOf = (name: string) => new Uint8Array(readFileSync(join(PACKED, `${name}.parquet`)))
const rowsIn = (bytes: Uint8Array): Promise<Row[]> => Array.fromAsync(readParquet(logInMemory(bytes)))
const STEPS = Array.from({ length: 24 }, (_, step) => step)

describe('the pages of a Parquet file', () => {
  it.each(['dictionary', 'plain', 'differences', 'second'])('are read however they lie: %s', async (name) => {
    const rows = await rowsIn(bytesOf(name))
    expect(faultsOf(rows)).toEqual([])
    expect(leftIn(rows)).toEqual({ texts: 24 })
    const of = (value: (step: number) => number) => STEPS.map((step) => [step, value(step)])
    expect(pairs(rows, 'loss')).toEqual(of((step) => 1 / (step + 1)).filter(([step]) => step! % 5 !== 0))
    expect(pairs(rows, 'count')).toEqual(of((step) => step * step))
    expect(pairs(rows, 'half')).toEqual(of((step) => step / 2))
    expect(pairs(rows, 'even')).toEqual(of((step) => Number(step % 2 === 0)))
    expect(pairs(rows, 'layer/norm')).toEqual(of((step) => step / 4))
    expect(pairs(rows, 'layer/gain/mean')).toEqual(of((step) => step))
    const frames = (series: string) =>
      rows.filter(isFrame).filter((row) => row.series === series).map(({ step, kind, frame }) => [step, kind, ...frame]) // prettier-ignore
    expect(frames('matrix')).toEqual(STEPS.map((step) => [step, 'matrix', 2, step, 1, 2, 3]))
    expect(frames('spectrum')).toEqual(
      STEPS.filter((step) => step % 6 !== 5).map((step) => [step, 'spectrum', ...Array<number>(step % 4).fill(step)]),
    )
  })

  it('of two columns of one name are those of the first, which is said', async () => {
    const rows = await rowsIn(bytesOf('twice'))
    expect(pairs(rows, 'loss')).toEqual([
      [0, 4],
      [1, 3],
    ])
    expect(faultsOf(rows)).toMatchObject([{ at: 'row 1', why: 'columns have the same name; the first of each is taken', got: 'step, loss, loss' }]) // prettier-ignore
  })

  it.each(['dictionary', 'plain', 'differences', 'second'])(
    'however they are damaged, end no reading, and cost no more than those that are sound: %s',
    async (name) => {
      const bytes = bytesOf(name)
      const places = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
      const property = fc.asyncProperty(places, async (changes) => {
        const damaged = bytes.slice()
        for (const [at, value] of changes) damaged[at] = value
        const log = countedLog(damaged)
        const rows = await Array.fromAsync(readParquet(log))
        expect(log.bytesRead).toBeLessThan(8 * bytes.length)
        const numbers = rows.reduce((sum, row) => sum + (isFrame(row) ? row.frame.length : 1), 0)
        expect(numbers).toBeLessThan(BOUNDS.expandedBytes / 8)
      })
      await fc.assert(property, { numRuns: 150 })
    },
  )
})

describe('a Parquet file of few bytes that claims much', () => {
  /** A file whose end are these bytes. */
  const endedBy = (...end: readonly number[]) => {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(end.length)
    return new Uint8Array(Buffer.concat([Buffer.from('PAR1'), Buffer.from(end), length, Buffer.from('PAR1')]))
  }
  /** Two thousand million, bit by bit. */
  const MANY = [0xff, 0xff, 0xff, 0xff, 0x07]

  it.each([
    ['a list', [0x29, 0xfc, ...MANY], /expected a list within \d+ bytes, got 2147483647 entries/],
    ['lists in lists', Array<number[]>(200).fill([0xf9, 0x01]).flat(), /Offset is outside|expected/],
    ['numbers of eight bytes', [0x29, 0xf7, ...MANY], /expected a list within/],
    ['a text', [0x28, ...MANY], /expected 2147483647 bytes within/],
  ])('in its end makes room for none of it: %s', async (_, end, why) => {
    const rows = await rowsIn(endedBy(...end))
    expect(rows).toMatchObject([{ why: 'expected the end of a Parquet file; nothing of it is taken', got: expect.stringMatching(why) as string }]) // prettier-ignore
  })

  const OF_NUMBERS: ColumnShape = { isTruth: false, defined: 1, repeated: 0 }
  const page = (values: number, encoding: number, ...bytes: readonly number[]): Page => ({
    kind: 'data',
    values,
    encoding,
    unpacked: bytes.length,
    packed: Uint8Array.from(bytes),
    second: { missing: 0, levels: [0, 0], isPacked: false },
  })
  const asserting = (one: Page, shape = OF_NUMBERS) => () => assertRuns(one, shape, (packed) => packed, 1000) // prettier-ignore

  it('in the runs of a page is refused, before any of them is written out', () => {
    const LEVELS = [2, 0, 0, 0, 6, 1] // three times 1
    expect(asserting(page(3, 8, ...LEVELS, 1, 6, 0))).not.toThrow()
    expect(asserting(page(3, 0, 6, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0x07, 1))).toThrow(
      'expected runs of 3 values, got 1073741823',
    )
    expect(asserting(page(3, 8, ...LEVELS, 1, 0xfe, 0xff, 0xff, 0xff, 0x07, 0))).toThrow('expected runs of 3 values')
    expect(asserting(page(3, 8, ...LEVELS, 1, ...MANY))).toThrow('expected runs of 3 values')
    const packedBits = page(3, 8, ...LEVELS, 2, 3, 0b100100, 0) // eight of two bits, of which three count
    expect(asserting(packedBits)).not.toThrow()
  })

  it('in texts that begin as those before them is refused by what they come to', () => {
    const shape = { ...OF_NUMBERS, defined: 0 }
    /** So many numbers in one block of differences, which are all alike: the first, and by how much each next one is more. */
    const inBlock = (count: number, first: number, more: number) => [128, 1, 4, count, 2 * first, 2 * more, 0, 0, 0, 0]
    const texts = (count: number, begin: number[], own: number[]) => page(count, 7, ...begin, ...own, ...Array<number>(60).fill(65)) // prettier-ignore
    expect(asserting(texts(3, inBlock(3, 0, 0), inBlock(3, 9, 0)), shape)).not.toThrow()
    expect(asserting(texts(3, inBlock(3, 0, 5), inBlock(3, 9, 0)), shape)).not.toThrow()
    expect(asserting(texts(60, inBlock(60, 0, 1), inBlock(60, 1, 0)), shape)).toThrow('expected texts of at most 1000')
    expect(asserting(texts(2, inBlock(2, 0, 60), inBlock(2, 9, 0)), shape)).toThrow('got 60 of its 9 bytes')
  })
})
