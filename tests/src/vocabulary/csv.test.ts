import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { csvRow } from '#src/vocabulary/index.ts'
import { rowsFromColumn } from '#src/cli/lines.ts'

/** A reader of RFC 4180, written from its grammar and not from the writer. */
function recordsOf(csv: string): string[][] {
  const records: string[][] = [[]]
  let at = 0
  const field = () => {
    if (csv[at] !== '"') return /[^",\r\n]*/y.exec(csv.slice(at))?.[0] ?? ''
    let end = at + 1
    while (csv[end] !== '"' || csv[end + 1] === '"') end += csv[end] === '"' ? 2 : 1
    return csv.slice(at, end + 1)
  }
  for (;;) {
    const found = field()
    at += found.length
    records.at(-1)?.push(found.startsWith('"') ? found.slice(1, -1).replaceAll('""', '"') : found)
    if (at >= csv.length) return records
    const separator = csv[at]
    at += 1
    if (separator === '\n') records.push([])
    else if (separator !== ',') throw new Error(`no separator at ${at}: ${String(separator)}`)
  }
}

/** A text as it was before it was kept from being a formula. */
const asGiven = (field: string) => (/^'+[=+\-@\t\r]/.test(field) ? field.slice(1) : field)

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', "'", '=', '-', 'a', ' ') }),
)

it('every text and every number comes back from a row, in its field', () => {
  const fields = fc.array(fc.oneof(text, fc.double(), fc.constant(null)), { minLength: 1 })
  fc.assert(
    fc.property(fc.array(fields, { minLength: 1 }), (rows) => {
      const read = recordsOf(rows.map(csvRow).join('\n'))
      expect(read.map((record) => record.length)).toEqual(rows.map((row) => row.length))
      for (const [i, row] of rows.entries()) {
        for (const [k, field] of row.entries()) {
          const found = read[i]?.[k] ?? 'none'
          if (typeof field === 'number') expect(Number(found)).toBe(field === 0 ? 0 : field)
          else expect(asGiven(found)).toBe(field ?? '')
        }
      }
    }),
  )
})

it('no text is a formula to a spreadsheet', () => {
  fc.assert(
    fc.property(text, (given) => {
      expect(recordsOf(csvRow([given]))[0]?.[0]).not.toMatch(/^[=+\-@\t\r]/)
    }),
  )
})

it.each([
  [['plain', 'w0,w1', 'say "hi"', 'a\nb', 'c\r\nd', '', null, 1e-20, NaN, -Infinity], 'plain,"w0,w1","say ""hi""","a\nb","c\r\nd",,,1e-20,NaN,-Infinity'],
  [['=1+1', "'=1", "it's", '-3', -3], `'=1+1,''=1,it's,'-3,-3`],
] as const)('%j is written as it has always been', (fields, row) => {
  expect(csvRow(fields)).toBe(row)
}) // prettier-ignore

/** The shortest text that reads back as the same number. */
const exactly = (value: number) => (Object.is(value, -0) ? '-0' : String(value))

it('an export of a run is such rows', () => {
  fc.assert(
    fc.property(text, fc.array(fc.double(), { minLength: 1 }), (series, values) => {
      const steps = Float64Array.from(values.keys())
      const scalars = [...rowsFromColumn({ series, steps, values: Float64Array.from(values), lengths: null })]
      expect(recordsOf(scalars.join('\n')).map(([name = '', ...rest]) => [asGiven(name), ...rest])).toEqual(
        values.map((value, step) => [series, String(step), '', exactly(value)]),
      )
      const frame = { series, steps: Float64Array.of(7), values: Float64Array.from(values), lengths: Uint32Array.of(values.length) } // prettier-ignore
      expect(recordsOf([...rowsFromColumn(frame)].join('\n')).map(([, ...rest]) => rest)).toEqual(
        values.map((value, index) => ['7', String(index), exactly(value)]),
      )
    }),
  )
})
