import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pack, reversedInPlaces, type NumberArray } from '#src/wire/pack.ts'
import { unpack } from '#src/wire/unpack.ts'

const floats = fc.array(
  fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, Number.MIN_VALUE, Number.MAX_VALUE)),
  { maxLength: 40 },
)
const columns = fc.array(
  fc.oneof(
    floats.map((values): NumberArray => Float64Array.from(values)),
    fc.uint32Array({ maxLength: 40 }).map((values): NumberArray => Uint32Array.from(values)),
  ),
  { maxLength: 6 },
)

test('what is packed comes back: text of any alphabet, columns of any length, every value there is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: 'grapheme' }), columns, (json, text, arrays) => {
      const body = JSON.parse(JSON.stringify({ json, text })) as unknown
      const back = unpack(pack(body, arrays))
      expect(back.body).toEqual(body)
      expect(back.arrays).toEqual(arrays)
    }),
  )
})

test('it comes back the same from the middle of a larger buffer, at any alignment, and shares no memory with it', () => {
  fc.assert(
    fc.property(columns, fc.integer({ min: 0, max: 15 }), (arrays, offset) => {
      const bytes = pack('body', arrays)
      const larger = Buffer.alloc(bytes.length + 32, 0xff)
      larger.set(bytes, offset)
      const back = unpack(larger.subarray(offset, offset + bytes.length))
      larger.fill(0)
      expect(back.arrays).toEqual(arrays)
    }),
  )
})

test('columns that are alike are said once, short and long ones come back whole', () => {
  const arrays = Array.from({ length: 3000 }, (_, i) => Float64Array.of(i, NaN, -0))
  const long = Float64Array.from({ length: 20_000 }, (_, i) => i)
  const mixed = [...arrays, long, Uint32Array.of(7), ...arrays, new Uint32Array(), long]
  expect(unpack(pack(null, mixed)).arrays).toEqual(mixed)
  expect(pack(null, arrays).length).toBeLessThan(3000 * 24 + 100)
})

test('the bytes are little-endian and every column begins at a multiple of 8', () => {
  const bytes = pack({}, [Uint32Array.of(1), Float64Array.of(1)])
  expect(Array.from(bytes.subarray(0, 4))).toEqual([...'PSC1'].map((letter) => letter.charCodeAt(0)))
  expect(bytes.length % 8).toBe(0)
  expect(Array.from(bytes.subarray(-16))).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f])
  expect(Array.from(reversedInPlaces(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 4))).toEqual([4, 3, 2, 1, 8, 7, 6, 5])
})

describe('bytes from a stranger', () => {
  test.each([
    ['nothing', new Uint8Array(0), /^At message: expected at least 8 bytes, got 0$/],
    ['another magic', new Uint8Array(16), /^At message.magic: expected 'PSC1'/],
    ['a header beyond the end', header(1 << 20, ''), /^At message.header: expected a length within/],
    ['no JSON', header(8, '{"body":'), /^At message.header: expected JSON/],
    ['no columns', header(16, '{"body":1}      '), /^At message.header.columns: expected a list/],
    [
      'a column of nothing',
      header(24, '{"columns":[null]}      '),
      /^At message.header.columns\[0\]: expected a record/,
    ],
    [
      'a kind of the prototype',
      packed([{ kind: 'toString', length: 1 }]),
      /columns\[0\].kind: expected one of f64, u32/,
    ],
    [
      'a length below zero',
      packed([{ kind: 'f64', length: -1 }]),
      /columns\[0\].length: expected a whole number, got -1/,
    ],
    [
      'no time at all',
      packed([{ kind: 'f64', length: 0, times: 0 }]),
      /columns\[0\].times: expected a whole number from 1, got 0/,
    ],
    [
      'more columns than anybody has, each of nothing',
      packed([
        { kind: 'f64', length: 0, times: 262_144 },
        { kind: 'u32', length: 0 },
      ]),
      /^At message.header.columns: expected at most 262144 columns/,
    ],
    [
      'columns beyond the end',
      packed([{ kind: 'f64', length: 9 }]),
      /^At message.columns\[0\]: expected 72 bytes, got 0$/,
    ],
  ])('%s is told with its place', (_name, bytes, message) => {
    expect(() => unpack(bytes)).toThrow(message)
  })

  test('a message cut short or grown anywhere is refused', () => {
    const bytes = pack({ a: 1 }, [Float64Array.of(1, 2, 3), Uint32Array.of(4)])
    for (let length = 0; length < bytes.length; length++)
      expect(() => unpack(bytes.slice(0, length))).toThrow(/^At message/)
    expect(() => unpack(Uint8Array.of(...bytes, 0, 0, 0, 0, 0, 0, 0, 0))).toThrow(/^At message/)
  })
})

function header(length: number, text: string): Uint8Array {
  const bytes = new Uint8Array(8 + text.length)
  bytes.set(pack(null, []).subarray(0, 4))
  new DataView(bytes.buffer).setUint32(4, length, true)
  bytes.set(new TextEncoder().encode(text), 8)
  return bytes
}

function packed(columns: unknown): Uint8Array {
  const text = JSON.stringify({ body: null, columns })
  const padded = text.padEnd(Math.ceil(text.length / 8) * 8)
  return header(padded.length, padded)
}
