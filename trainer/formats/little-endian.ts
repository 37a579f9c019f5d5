import { endianness } from 'node:os'

export type Numbers = Float32Array | Float64Array | Uint8Array

/** Whether this machine keeps numbers as files do, little end first: then bytes are numbers without any work. */
export const isHostLittleEndian = endianness() === 'LE'

/** Numbers as bytes, little end first; NaN keeps its bits. A view of the numbers, wherever the host keeps them so. */
export function littleEndian(values: Numbers): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  if (isHostLittleEndian || values.BYTES_PER_ELEMENT === 1) return bytes
  return values.BYTES_PER_ELEMENT === 4 ? Buffer.from(bytes).swap32() : Buffer.from(bytes).swap64()
}
