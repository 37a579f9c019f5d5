import { describe, expect, it } from 'vitest'
import { BOUNDS } from '#src/vocabulary/index.ts'
import { readCsv } from '#trainer/sources/csv.ts'
import { readJsonLines } from '#trainer/sources/json-lines.ts'
import type { LogFile } from '#trainer/sources/log-file.ts'
import type { Row } from '#trainer/sources/row.ts'
import { readEvents } from '#trainer/sources/tensorboard.ts'
import { faultsOf, pairs, rowsAsItGrows, rowsOf, textRows } from './rows.ts'

const LONG = BOUNDS.loggedBytes
const pauses = (rows: readonly Row[]) => rows.filter(({ type }) => type === 'pause').length

describe('what is too long', () => {
  it('in quotes, of a CSV file, costs its line; those behind it are read each for itself', () => {
    const line = 'x'.repeat(LONG / 16)
    const rows = textRows(`step,loss\n1,2\n2,"\n${`${line}\n`.repeat(17)}3,4\n9,"\n5,6\n`, readCsv)
    expect(pairs(rows, 'loss')).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
    expect(faultsOf(rows).filter(({ why }) => why.startsWith('a quoted cell'))).toMatchObject([
      { at: 'line 3', why: 'a quoted cell never ends; the line is left out' },
      { at: 'line 22' },
    ])
    expect(pauses(rows)).toBeGreaterThan(10)
  })

  it('in quotes but ends in time is a text like others', () => {
    const text = `"${'x\n'.repeat(900)}"`
    const rows = textRows(`step,loss,note\n1,2,${text}\n3,4,${text}\n`, readCsv)
    expect(pairs(rows, 'loss')).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(faultsOf(rows).map(({ at }) => at)).toEqual(['line 2', 'line 903'])
  })

  it.each([
    ['JSON lines', (file: LogFile) => readJsonLines(file), '{"step":1,"loss":1}\n', '{"step":2,"loss":2}\n'],
    ['CSV', (file: LogFile) => readCsv(file), 'step,loss\n1,1\n', '2,2\n'],
  ] as const)('as a line of %s costs that line, also while it is written', (_, read, before, after) => {
    const bytes = Buffer.concat([Buffer.from(before), Buffer.alloc(LONG + 3, 'x'), Buffer.from(`\n${after}`)])
    const lines = before.split('\n').length
    const whole = rowsOf(bytes, read)
    const grown = rowsAsItGrows(bytes, [LONG - 100, 200, 70], read)
    for (const rows of [whole, grown]) {
      expect(pairs(rows, 'loss')).toEqual([
        [1, 1],
        [2, 2],
      ])
      expect(faultsOf(rows)).toMatchObject([
        { at: `line ${lines}`, why: `expected a line of at most ${LONG} bytes; it is left out` },
      ])
    }
    expect(pauses(whole)).toBeGreaterThan(0)
  })

  it('keeps nobody from their turn: whatever is read in vain says so, a megabyte at a time', () => {
    const empty = textRows(`step,loss\n${`1,${' '.repeat(1000)}\n`.repeat(3000)}`, readCsv)
    expect(pauses(empty)).toBeGreaterThanOrEqual(2)
    expect(pauses(rowsOf(new Uint8Array(5 << 20).fill(7), readEvents))).toBeGreaterThanOrEqual(4)
  })
})
