import { isLittleEndian, reversedInPlaces } from '#src/wire/pack.ts'

/**
 * A blob being written: words for what is many (bits of columns), bytes for what is said about them. The words come
 * first, so that they are aligned wherever the blob is read:
 *
 * ```
 * u32  number of words     words, little-endian     bytes
 * ```
 */
export class Packing {
  #words = new Uint32Array(64)
  #bytes = new Uint8Array(32)
  #wordCount = 0
  #byteCount = 0

  /** Room for so many words more, to be filled in place: the array, and where they begin. */
  room(count: number): { words: Uint32Array; at: number } {
    const at = this.#wordCount
    if (at + count > this.#words.length) {
      const wider = new Uint32Array(Math.max(at + count, this.#words.length * 2))
      wider.set(this.#words)
      this.#words = wider
    } else this.#words.fill(0, at, at + count)
    this.#wordCount += count
    return { words: this.#words, at }
  }

  byte(value: number): void {
    if (this.#byteCount === this.#bytes.length) {
      const wider = new Uint8Array(this.#bytes.length * 2)
      wider.set(this.#bytes)
      this.#bytes = wider
    }
    this.#bytes[this.#byteCount++] = value
  }

  /** A whole number of 64 bits in groups of seven, the low ones first. */
  number(low: number, high = 0): void {
    while (high !== 0 || low > 127) {
      this.byte((low & 127) | 128)
      low = ((low >>> 7) | (high << 25)) >>> 0
      high >>>= 7
    }
    this.byte(low)
  }

  /** One that may be below zero, in two's complement: small either way takes few bytes. */
  signed(low: number, high: number): void {
    const sign = (high | 0) >> 31
    this.number(((low << 1) ^ sign) >>> 0, (((high << 1) | (low >>> 31)) ^ sign) >>> 0)
  }

  blob(): Uint8Array {
    const wordBytes = this.#wordCount * 4
    const blob = new Uint8Array(4 + wordBytes + this.#byteCount)
    const words = new Uint8Array(this.#words.buffer, 0, wordBytes)
    new DataView(blob.buffer).setUint32(0, this.#wordCount, true)
    blob.set(isLittleEndian ? words : reversedInPlaces(words, 4), 4)
    blob.set(this.#bytes.subarray(0, this.#byteCount), 4 + wordBytes)
    return blob
  }
}

/** A blob being read, in the order in which it was written. */
export class Unpacking {
  readonly words: Uint32Array
  readonly #bytes: Uint8Array
  #word = 0
  #byte = 0

  constructor(blob: Uint8Array) {
    const count = new DataView(blob.buffer, blob.byteOffset, blob.byteLength).getUint32(0, true)
    const wordBytes = blob.subarray(4, 4 + count * 4)
    if (wordBytes.length < count * 4) throw cutShort()
    this.words = wordsOf(wordBytes)
    this.#bytes = blob.subarray(4 + count * 4)
  }

  /** Where the next `count` words begin. */
  take(count: number): number {
    const at = this.#word
    this.#word += count
    if (this.#word > this.words.length) throw cutShort()
    return at
  }

  byte(): number {
    const value = this.#bytes[this.#byte++]
    if (value === undefined) throw cutShort()
    return value
  }

  /** The low and the high half of a whole number. */
  number(): readonly [low: number, high: number] {
    let [low, high, shift] = [0, 0, 0]
    for (let byte = 128; byte > 127; shift += 7) {
      byte = this.byte()
      const seven = byte & 127
      if (shift < 32) low |= seven << shift
      if (shift > 25 && shift < 32) high |= seven >>> (32 - shift)
      if (shift >= 32) high |= seven << (shift - 32)
    }
    return [low >>> 0, high >>> 0]
  }

  signed(): readonly [low: number, high: number] {
    const [low, high] = this.number()
    const sign = -(low & 1)
    return [(((low >>> 1) | (high << 31)) ^ sign) >>> 0, ((high >>> 1) ^ sign) >>> 0]
  }
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  const inOrder = isLittleEndian ? bytes : reversedInPlaces(bytes, 4)
  const aligned = inOrder.byteOffset % 4 === 0 ? inOrder : inOrder.slice()
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4)
}

function cutShort(): RangeError {
  return new RangeError('A blob of numbers ends before its numbers do')
}
