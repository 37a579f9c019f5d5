/** A field of a message of protocol buffers as bytes: its number and its type, then its value. */
export type Field = Uint8Array

export function text(number: number, value: string): Field {
  return bytes(number, Buffer.from(value, 'utf8'))
}

/** Bytes, or a message within a message. */
export function bytes(number: number, value: Uint8Array): Field {
  return Buffer.concat([varint((number << 3) | 2), varint(value.length), value])
}

export function message(number: number, ...fields: readonly Field[]): Field {
  return bytes(number, Buffer.concat(fields))
}

export function double(number: number, value: number): Field {
  const field = Buffer.alloc(9)
  field[0] = (number << 3) | 1
  field.writeDoubleLE(value, 1)
  return field
}

export function float(number: number, value: number): Field {
  const field = Buffer.alloc(5)
  field[0] = (number << 3) | 5
  field.writeFloatLE(value, 1)
  return field
}

/** A whole number from 0, as far as it is exact. */
export function whole(number: number, value: number): Field {
  return Buffer.concat([varint(number << 3), varint(value)])
}

/** Many doubles in one field. */
export function doubles(number: number, values: Iterable<number>): Field {
  return bytes(number, littleEndian(values))
}

export function littleEndian(values: Iterable<number>): Uint8Array {
  const all = Array.from(values)
  const packed = Buffer.alloc(8 * all.length)
  for (const [i, value] of all.entries()) packed.writeDoubleLE(value, 8 * i)
  return packed
}

function varint(value: number): Uint8Array {
  const digits: number[] = []
  // Not by shifts, which know 32 bits.
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...digits, rest])
    digits.push((rest % 128) | 128)
  }
}
