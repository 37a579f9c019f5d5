/** Numbers that are packed with one width. So many of any width fill whole words. */
export const BLOCK = 32

/** Words that `count` numbers of `width` bits fill. */
export function wordsFor(count: number, width: number): number {
  return width <= 32 ? Math.ceil((count * width) / 32) : count + Math.ceil((count * (width - 32)) / 32)
}

/** How many bits a number of 64 has that are not leading zeros. */
export function widthOf(low: number, high: number): number {
  return high !== 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(low)
}

/**
 * Puts `count` numbers, given as their low and high halves, into `width` bits each of the (empty) words from `at` on.
 * Of more than 32 bits the low halves come first, whole.
 */
export function putBits(
  words: Uint32Array,
  at: number,
  width: number,
  low: Uint32Array,
  high: Uint32Array,
  count: number,
): void {
  if (width <= 32) return putHalves(words, at, width, low, count)
  for (let i = 0; i < count; i++) words[at + i] = low[i]!
  putHalves(words, at + count, width - 32, high, count)
}

export function takeBits(
  words: Uint32Array,
  at: number,
  width: number,
  low: Uint32Array,
  high: Uint32Array,
  count: number,
): void {
  if (width <= 32) {
    takeHalves(words, at, width, low, count)
    high.fill(0, 0, count)
    return
  }
  for (let i = 0; i < count; i++) low[i] = words[at + i]!
  takeHalves(words, at + count, width - 32, high, count)
}

function putHalves(words: Uint32Array, at: number, width: number, halves: Uint32Array, count: number): void {
  for (let i = 0, bit = 0; i < count; i++, bit += width) {
    const word = at + (bit >>> 5)
    const shift = bit & 31
    words[word]! |= halves[i]! << shift
    if (shift + width > 32) words[word + 1]! |= halves[i]! >>> (32 - shift)
  }
}

function takeHalves(words: Uint32Array, at: number, width: number, halves: Uint32Array, count: number): void {
  const mask = width === 32 ? 0xffffffff : (1 << width) - 1
  for (let i = 0, bit = 0; i < count; i++, bit += width) {
    const word = at + (bit >>> 5)
    const shift = bit & 31
    let half = words[word]! >>> shift
    if (shift + width > 32) half |= words[word + 1]! << (32 - shift)
    halves[i] = half & mask
  }
}
