import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'

/**
 * Protocol buffers of which only some fields matter: a message is described by these, and every other field, however large, is
 * skipped where it lies. Descriptors name no message in itself, so that no bytes can make decoding recur.
 */
export type Descriptor = Readonly<Record<number, Field>>

export interface Field {
  readonly name: string
  readonly kind: Kind | Descriptor
  /** It may be there many times; numbers may also be packed. */
  readonly many?: true
  /** Entries `{ key = 1, value = 2 }`, by their keys. */
  readonly map?: true
}

export type Kind = 'double' | 'float' | 'int' | 'bool' | 'string' | 'bytes'

const WIRE: Record<Kind, WireType> = {
  double: WireType.Bit64,
  float: WireType.Bit32,
  int: WireType.Varint,
  bool: WireType.Varint,
  string: WireType.LengthDelimited,
  bytes: WireType.LengthDelimited,
}

/** Values of one message: twice as many as the numbers of the longest list that is taken. Each takes many times the bytes that it may have there. */
const MOST = 1 << 21

/** What a descriptor says of these bytes; a field that is not there is not there. Throws where they are no such message. */
export function decoded<Message>(bytes: Uint8Array, descriptor: Descriptor): Message {
  const reader = new BinaryReader(bytes)
  let values = 0
  const count = () => {
    if (++values > MOST) throw new RangeError(`expected a message of at most ${MOST} values`)
  }
  return message(reader, reader.len, descriptor, count) as Message
}

function message(
  reader: BinaryReader,
  end: number,
  descriptor: Descriptor,
  count: () => void,
): Record<string, unknown> {
  const read: Record<string, unknown> = {}
  while (reader.pos < end) {
    const [number, wire] = reader.tag()
    const field = descriptor[number]
    if (field === undefined) {
      reader.skip(wire, number)
      continue
    }
    count()
    const { name, kind, many, map } = field
    if (typeof kind !== 'string') {
      if (wire !== WireType.LengthDelimited) {
        reader.skip(wire, number)
        continue
      }
      const one = message(reader, endOf(reader, end), kind, count)
      if (map === true) ((read[name] ??= new Map()) as Map<unknown, unknown>).set(one.key, one.value)
      else if (many === true) ((read[name] ??= []) as unknown[]).push(one)
      else read[name] = one
    } else if (wire === WIRE[kind]) {
      const one = value(reader, kind)
      if (many === true) ((read[name] ??= []) as unknown[]).push(one)
      else read[name] = one
    } else if (many === true && wire === WireType.LengthDelimited) {
      const list = (read[name] ??= []) as unknown[]
      const last = endOf(reader, end)
      for (; reader.pos < last; count()) list.push(value(reader, kind))
    } else reader.skip(wire, number)
  }
  if (reader.pos > end) throw new RangeError('a field goes on behind the end of its message')
  return read
}

/** Where what begins here with its length ends: within what it is in. */
function endOf(reader: BinaryReader, end: number): number {
  const length = reader.uint32()
  if (length > end - reader.pos) throw new RangeError('a field goes on behind the end of its message')
  return reader.pos + length
}

function value(reader: BinaryReader, kind: Kind): unknown {
  switch (kind) {
    case 'double':
      return reader.double()
    case 'float':
      return reader.float()
    case 'int':
      return Number(reader.int64())
    case 'bool':
      return reader.bool()
    case 'string':
      return reader.string()
    case 'bytes':
      return reader.bytes()
  }
}
