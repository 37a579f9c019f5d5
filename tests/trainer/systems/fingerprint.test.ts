import * as fc from 'fast-check'
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fingerprint } from '#trainer/systems/fingerprint.ts'

/** As it is defined, number by number: runs recorded with it must be found equal for ever. */
function spelledOut(layers: Readonly<Record<string, { shape: number[]; values: Float32Array }>>): string {
  const hash = createHash('sha256')
  for (const [layer, { shape, values }] of Object.entries(layers)) {
    hash.update(JSON.stringify({ layer, shape }))
    const bytes = new DataView(new ArrayBuffer(values.length * 4))
    values.forEach((value, i) => bytes.setFloat32(i * 4, value, true))
    hash.update(new Uint8Array(bytes.buffer))
  }
  return `sha256:${hash.digest('hex')}`
}

const layer = fc
  .array(fc.oneof(fc.float(), fc.constantFrom(-0, 0, NaN, Infinity, 2 ** -149)), { maxLength: 9 })
  .map((values) => ({ shape: [values.length], values: Float32Array.from(values) }))

describe('the fingerprint of weights', () => {
  it('is that of names, shapes and little-endian float32', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), layer), (layers) => {
        expect(fingerprint(layers)).toBe(spelledOut(layers))
      }),
    )
  })

  it('is that of a part of a larger array, too', () => {
    const values = Float32Array.of(9, 1, 2, 9)
    expect(fingerprint({ w: { shape: [2], values: values.subarray(1, 3) } })).toBe(
      fingerprint({ w: { shape: [2], values: Float32Array.of(1, 2) } }),
    )
  })

  it('is pinned', () => {
    expect(fingerprint({ w: { shape: [1, 2], values: Float32Array.of(1, -0) } })).toBe(
      'sha256:9b3be893e9f73a441157945c733f2b8cd9ba5aa5b953b76fc2abf6530aab07cb',
    )
  })

  it('tells names, shapes, zeros and NaNs of other bits apart', () => {
    const of = (bits: number, shape = [1], name = 'w') =>
      fingerprint({ [name]: { shape, values: new Float32Array(Uint32Array.of(bits).buffer) } })
    const all = [of(0), of(0x80000000), of(0x7fc00000), of(0xffc00000), of(0, [1, 1]), of(0, [1], 'v')]
    expect(new Set(all).size).toBe(all.length)
  })
})
