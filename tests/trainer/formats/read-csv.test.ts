import { describe, expect, it } from 'vitest'
import { csvRows } from '#trainer/formats/read-csv.ts'

const cellsOf = (text: string, separator?: string) => [...csvRows(text, separator)].map(({ cells }) => cells)

describe('CSV', () => {
  it.each<[string, string, string[][]]>([
    ['rows and cells', 'a,b\n1,2\n', [['a', 'b'], ['1', '2']]], // prettier-ignore
    ['no break at the end, and those of Windows', 'a,b\r\n1,2', [['a', 'b'], ['1', '2']]], // prettier-ignore
    ['a mark of the byte order', '\uFEFFa\n1', [['a'], ['1']]],
    ['quotes with all that is in them', '"a,b","say ""x""","two\nlines"\n', [['a,b', 'say "x"', 'two\nlines']]],
    ['empty cells, and a quoted one', ',,""\n', [['', '', '']]],
    ['blank lines, which are none', '\na\n\n  \nb\n\n', [['a'], ['b']]],
    ['nothing', '', []],
  ])('has %s', (_, text, cells) => {
    expect(cellsOf(text)).toEqual(cells)
  })

  it('takes another separator, which then is the only one', () => {
    expect(cellsOf('a;b,c\n', ';')).toEqual([['a', 'b,c']])
  })

  it('knows in which line a row begins, behind cells of several lines', () => {
    expect([...csvRows('a\n"x\ny\nz"\n\nb\n')].map(({ line }) => line)).toEqual([1, 2, 6])
  })

  it.each([
    ['a\n"b', /^line 2: a quoted cell never ends/],
    ['a\n"b"c\n', /^line 2: a quoted cell goes on behind its quote/],
  ])('refuses %j', (text, why) => {
    expect(() => cellsOf(text)).toThrow(why)
  })
})
