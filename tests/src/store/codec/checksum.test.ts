import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checksumOf, isSound, type Said } from '#src/store/codec/checksum.ts'

const said = fc.oneof<fc.Arbitrary<Said>[]>(
  fc.string(),
  fc.double(),
  fc.integer(),
  fc.constant(null),
  fc.uint8Array({ minLength: 1, maxLength: 40 }),
)

test('a row is sound as it was kept, and not after one bit of a blob or one character has changed', () => {
  fc.assert(
    fc.property(fc.array(said, { minLength: 1, maxLength: 6 }), fc.nat(), fc.nat(7), (row, at, bit) => {
      const check = checksumOf('fact', ...row)
      expect(isSound(check, 'fact', ...row)).toBe(true)
      expect(isSound(check, 'run', ...row)).toBe(false)
      const i = at % row.length
      expect(isSound(check, 'fact', ...row.with(i, changed(row[i]!, at, bit)))).toBe(false)
    }),
  )
})

function changed(one: Said, at: number, bit: number): Said {
  if (one instanceof Uint8Array) return one.with(at % one.length, one[at % one.length]! ^ (1 << bit))
  if (typeof one === 'string') return `${one.slice(0, at % (one.length + 1))}x${one.slice(at % (one.length + 1))}`
  return one === 12345 ? 54321 : 12345
}

test('numbers that JSON cannot tell apart are told apart', () => {
  const checks = [0, -0, NaN, Infinity, -Infinity, null, 'NaN', 1, '1'].map((one) => checksumOf('run', one))
  expect(new Set(checks).size).toBe(checks.length)
  expect(checksumOf('run', 7n)).toBe(checksumOf('run', 7))
})

test('the checksum is the CRC-32 of the row as text, so that another program can check it', () => {
  // From Python: zlib.crc32(b'["run",1,"a",null]')
  expect(checksumOf('run', 1, 'a', null)).toBe(3540795403)
})
