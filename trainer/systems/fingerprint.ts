import { createHash } from 'node:crypto'
import { littleEndian } from '#trainer/formats/index.ts'
import type { NamedTensors } from './system-state.ts'

/** `sha256:…` over names, shapes and bytes: two runs with the same fingerprint ended at the same weights, to the bit. */
export function fingerprint(weights: NamedTensors): string {
  const hash = createHash('sha256')
  for (const [layer, { shape, values }] of Object.entries(weights)) {
    hash.update(JSON.stringify({ layer, shape }))
    hash.update(littleEndian(values))
  }
  return `sha256:${hash.digest('hex')}`
}
