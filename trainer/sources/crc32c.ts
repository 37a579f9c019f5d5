import { crc32c } from '@aws-crypto/crc32c'

/** CRC-32C as TensorFlow writes it, masked, since a CRC over data that holds CRCs is weak: tensorflow/core/lib/hash/crc32c.h. */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}
