import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import { usageError } from './errors.ts'

/**
 * Named streams of random numbers: the only source of chance in a run. Each use has its own stream, so that drawing
 * more from one (a larger probe batch, say) leaves every other as it was.
 */
export interface RandomStream {
  /** Evenly in [0, 1), with 53 random bits. */
  uniform(): number
  /** Standard normal. */
  normal(): number
  /** Evenly among 0 … n − 1. */
  integer(n: number): number
  /** The items in random order, in a new array; every order is equally likely. */
  shuffled<T>(items: Iterable<T>): T[]
  /** All that is needed to go on from here with `restoreStream`; plain data. */
  state(): StreamState
}

export interface StreamState {
  readonly words: readonly number[]
  /** Normals are made in pairs: the second of a pair that is still to be given. */
  readonly spare: number | null
}

/** The stream of this name under this seed: always the same numbers, unlike those of any other seed or name. */
export function openStream(seed: number, name: string): RandomStream {
  if (!Number.isSafeInteger(seed)) throw usageError(`seed: expected a whole number, got ${seed}`)
  const key = new TextEncoder().encode(`${seed}\u0000${name}`)
  // Four hashes under different seeds; the constants are the first digits of π, nothing up the sleeve.
  const words = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344].map((salt) => murmur3(key, salt) | 0)
  return restoreStream({ words, spare: null })
}

export function restoreStream({ words, spare }: StreamState): RandomStream {
  const generator = xoroshiro128plusFromState(words)
  let kept = spare
  const uniform = () => uniformFloat64(generator)
  const integer = (n: number) => {
    if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`integer(n): expected a whole number from 1, got ${n}`)
    return uniformInt(generator, 0, n - 1)
  }
  return {
    uniform,
    integer,
    normal() {
      if (kept !== null) {
        const value = kept
        kept = null
        return value
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform())) // 1 − u is never 0
      const angle = 2 * Math.PI * uniform()
      kept = radius * Math.sin(angle)
      return radius * Math.cos(angle)
    },
    shuffled<T>(items: Iterable<T>) {
      const order = [...items]
      for (let i = order.length - 1; i > 0; i--) {
        const j = integer(i + 1)
        const held = order[i] as T
        order[i] = order[j] as T
        order[j] = held
      }
      return order
    },
    state: () => ({ words: [...generator.getState()], spare: kept }),
  }
}

/** MurmurHash3, x86, 32 bits: short, well studied, and with published test values. */
export function murmur3(bytes: Uint8Array, seed: number): number {
  const blocks = bytes.length >> 2
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let hash = seed
  for (let i = 0; i < blocks; i++) {
    hash ^= mixed(view.getUint32(i * 4, true))
    hash = (Math.imul(rotated(hash, 13), 5) + 0xe6546b64) | 0
  }
  let tail = 0
  for (let i = bytes.length - 1; i >= blocks * 4; i--) tail = (tail << 8) | (bytes[i] as number)
  hash ^= mixed(tail) ^ bytes.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function mixed(word: number): number {
  return Math.imul(rotated(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593)
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
