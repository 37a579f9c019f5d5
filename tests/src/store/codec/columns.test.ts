import fc from 'fast-check'
import { expect, test } from 'vitest'
import { putCounts, putFloats, putFloatsAsTheyAre, putSteps, takeCounts, takeFloats } from '#src/store/codec/columns.ts'
import { Packing, Unpacking } from '#src/store/codec/packed.ts'

/** Any 64 bits: every NaN with its payload, both zeros, infinities, subnormals. */
const patterns = fc
  .array(fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.constantFrom(...special())), { maxLength: 300 })
  .map((bits) => new Float64Array(BigUint64Array.from(bits).buffer))

/** Curves, as they are measured: rounded to fewer bits or not, repeated, smooth, of either sign. */
const curves = fc
  .record({
    length: fc.integer({ min: 0, max: 500 }),
    bits: fc.constantFrom(1, 8, 24, 31, 32, 33, 52),
    slope: fc.double({ min: -1, max: 1, noNaN: true }),
    noise: fc.constantFrom(0, 1e-6, 1),
    repeat: fc.integer({ min: 1, max: 40 }),
  })
  .map(({ length, bits, slope, noise, repeat }) =>
    Float64Array.from({ length }, (_, i) => {
      const at = Math.floor(i / repeat)
      const value = slope * at + noise * Math.sin(at * at)
      return Math.round(value * 2 ** bits) / 2 ** bits
    }),
  )

const steps = fc
  .array(fc.oneof(fc.maxSafeNat(), fc.nat(100)), { maxLength: 300 })
  .map((list) => Float64Array.from(list))

test('every column of floats comes back to the bit', () => {
  fc.assert(
    fc.property(fc.oneof(patterns, curves, steps), (floats) => {
      expect(bitsOf(takeFloats(packed((packing) => putFloats(packing, floats))))).toEqual(bitsOf(floats))
      expect(bitsOf(takeFloats(packed((packing) => putSteps(packing, floats))))).toEqual(bitsOf(floats))
      expect(bitsOf(takeFloats(packed((packing) => putFloatsAsTheyAre(packing, floats))))).toEqual(bitsOf(floats))
    }),
    { numRuns: 500 },
  )
})

test('columns come back in the order in which they were put, whatever their lengths', () => {
  const counts = fc.array(fc.nat(2 ** 32 - 1), { maxLength: 100 }).map((list) => Uint32Array.from(list))
  fc.assert(
    fc.property(fc.array(fc.tuple(steps, curves, counts), { maxLength: 5 }), (parts) => {
      const read = packed((packing) => {
        for (const [a, b, c] of parts) {
          putSteps(packing, a)
          putFloats(packing, b)
          putCounts(packing, c)
        }
      })
      const back = parts.map(() => [takeFloats(read), takeFloats(read), takeCounts(read)])
      expect(back).toEqual(parts)
    }),
  )
})

test('what is cut short is an error, and never other numbers', () => {
  fc.assert(
    fc.property(curves, fc.nat(), (floats, at) => {
      const blob = blobOf((packing) => putFloats(packing, floats))
      expect(() => takeFloats(new Unpacking(blob.slice(0, at % blob.length)))).toThrow(RangeError)
    }),
  )
})

test.each([
  ['nothing', [], 7],
  ['a constant', Array.from({ length: 4096 }, () => Math.PI), 24],
  ['steps one by one', Array.from({ length: 4096 }, (_, i) => i), 20],
  ['every hundredth step from a million on', Array.from({ length: 4096 }, (_, i) => 1e6 + 100 * i), 20],
])('%s costs no bytes a point', (_, column, most) => {
  expect(blobOf((packing) => putSteps(packing, Float64Array.from(column))).length).toBeLessThanOrEqual(most)
})

test('float32 values cost at most 4.5 bytes, whatever they are, and float64 values at most 8.05', () => {
  const random = noise(1)
  const wide = Float64Array.from({ length: 4096 }, () => (random() - 0.5) * 10 ** Math.floor(random() * 30 - 15))
  const narrow = Float64Array.from(wide, Math.fround)
  expect(blobOf((packing) => putFloats(packing, narrow)).length / 4096).toBeLessThan(4.5)
  expect(blobOf((packing) => putFloats(packing, wide)).length / 4096).toBeLessThan(8.05)
})

/** Numbers in [0, 1) with all their 53 bits. */
function noise(seed: number): () => number {
  let state = seed
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0)
  return () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 2 ** 53
}

function special(): bigint[] {
  return [
    ...[0n, 1n, 2n ** 63n, 2n ** 63n + 1n],
    ...[0x7ff0000000000000n, 0xfff0000000000000n, 0x7ff8000000000000n, 0x7ff0000000000001n, 0xfff8dead00beef01n],
  ]
}

function blobOf(put: (packing: Packing) => void): Uint8Array {
  const packing = new Packing()
  put(packing)
  return packing.blob()
}

function packed(put: (packing: Packing) => void): Unpacking {
  return new Unpacking(blobOf(put))
}

function bitsOf(floats: Float64Array): BigUint64Array {
  return new BigUint64Array(floats.buffer, floats.byteOffset, floats.length)
}
