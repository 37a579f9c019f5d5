import { createHash } from 'node:crypto'
import type { WeightsByLayer } from './models/model.ts'

/** `sha256:…` over names, shapes and bytes: two runs with the same fingerprint ended at the same network, to the bit. */
export function fingerprint(weights: WeightsByLayer): string {
  const hash = createHash('sha256')
  for (const [layer, { shape, values }] of Object.entries(weights)) {
    hash.update(JSON.stringify({ layer, shape }))
    const bytes = new DataView(new ArrayBuffer(values.length * 4))
    values.forEach((value, i) => bytes.setFloat32(i * 4, value, true))
    hash.update(new Uint8Array(bytes.buffer))
  }
  return `sha256:${hash.digest('hex')}`
}
