import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import { lazily, lazyProperties } from '#trainer/tensors/index.ts'
import type { Sequences } from './sequences.ts'
import type { Task } from './task.ts'

export interface MarkovSource {
  readonly symbols: number
  /** How many of the last symbols the next one depends on. */
  readonly order: number
  /** Log-probabilities of the symbols behind each context are normal with this deviation; at 0 all are alike. */
  readonly contrast: number
  /** Symbols of each sequence that are read. */
  readonly length: number
  readonly testSequences: number
}

/** Sequences by which a run that sees new ones at every update is watched. */
const WATCHED = 64

/**
 * Symbols of a source that is random but for what came just before: nobody can say the next with less than its entropy rate, and whoever
 * remembers enough of them comes down to it (Shannon 1948). Each seed has a source of its own.
 */
export function markovSource(settings: MarkovSource, seed: number): Task<Sequences> {
  const { length, testSequences } = settings
  const chain = lazily(() => openChain(settings, seed))
  const draw = (stream: RandomStream, size: number) => sequencesOf(chain(), settings, stream, size)
  const whenRead = (name: string, size: number): Sequences => {
    const made = lazily(() => draw(openStream(seed, name), size))
    return lazyProperties<Sequences>({
      tokens: () => made().tokens,
      length: () => length,
      labels: () => made().labels,
      trueLabels: () => made().labels,
    })
  }
  return {
    train: whenRead('watched sequences', WATCHED),
    test: whenRead('test sequences', testSequences),
    table: null,
    draw,
    get floor() {
      return leastLosses(chain(), settings)
    },
  }
}

/** Probabilities by context, the oldest symbol of which counts most, and how often each context is met. */
interface Chain {
  /** [contexts · symbols] */
  readonly next: Float64Array
  /** [contexts] */
  readonly stationary: Float64Array
}

function openChain({ symbols, order, contrast }: MarkovSource, seed: number): Chain {
  const contexts = symbols ** order
  const stream = openStream(seed, 'source')
  const next = Float64Array.from({ length: contexts * symbols }, () => Math.exp(contrast * stream.normal()))
  for (let context = 0; context < contexts; context++) {
    const own = next.subarray(context * symbols, (context + 1) * symbols)
    const sum = own.reduce((a, b) => a + b, 0)
    own.forEach((weight, symbol) => (own[symbol] = weight / sum))
  }
  return { next, stationary: stationaryOf(next, symbols) }
}

/** By letting an even distribution go on until it stays. */
function stationaryOf(next: Float64Array, symbols: number): Float64Array {
  const contexts = next.length / symbols
  let now = new Float64Array(contexts).fill(1 / contexts)
  for (let time = 0; time < 10_000; time++) {
    const later = new Float64Array(contexts)
    next.forEach((share, i) => {
      const context = Math.floor(i / symbols)
      const into = behind(context, i % symbols, symbols, contexts)
      later[into] = (later[into] as number) + share * (now[context] as number)
    })
    const change = later.reduce((sum, value, i) => sum + Math.abs(value - (now[i] as number)), 0)
    now = later
    if (change < 1e-15) break
  }
  return now
}

/** The context that a symbol makes of one: the oldest falls out. */
function behind(context: number, symbol: number, symbols: number, contexts: number): number {
  return (context * symbols + symbol) % contexts
}

function sequencesOf({ next, stationary }: Chain, settings: MarkovSource, stream: RandomStream, count: number): Sequences {
  const { symbols, order, length } = settings
  const tokens = new Int32Array(count * length)
  const labels = new Int32Array(count * length)
  for (let one = 0; one < count; one++) {
    let context = drawn(stationary, stream)
    const all = Array.from({ length: order }, (_, i) => Math.floor(context / symbols ** (order - 1 - i)) % symbols)
    while (all.length <= length) {
      const symbol = drawn(next.subarray(context * symbols, (context + 1) * symbols), stream)
      all.push(symbol)
      context = behind(context, symbol, symbols, stationary.length)
    }
    tokens.set(all.slice(0, length), one * length)
    labels.set(all.slice(1, length + 1), one * length)
  }
  return { tokens, length, labels, trueLabels: labels }
}

function drawn(shares: Float64Array, stream: RandomStream): number {
  let left = stream.uniform()
  for (let i = 0; i < shares.length - 1; i++) {
    left -= shares[i] as number
    if (left < 0) return i
  }
  return shares.length - 1
}

/** In nats at each position, for whoever knows the source: its entropy rate, once a whole context has been read. */
function leastLosses({ next, stationary }: Chain, { symbols, order, length }: MarkovSource): Float64Array {
  const joint = next.map((share, i) => share * (stationary[Math.floor(i / symbols)] as number))
  const blocks = Array.from({ length: order + 1 }, (_, k) => entropy(summedTo(joint, symbols ** (order - k))))
  return Float64Array.from({ length }, (_, t) => {
    const known = Math.min(t + 1, order)
    return (blocks[known] as number) - (blocks[known - 1] as number)
  })
}

/** Of blocks of order + 1 symbols, those of their first symbols: each `each` of them one. */
function summedTo(joint: Float64Array, each: number): Float64Array {
  const sums = new Float64Array(joint.length / each)
  joint.forEach((share, i) => (sums[Math.floor(i / each)] = (sums[Math.floor(i / each)] as number) + share))
  return sums
}

function entropy(shares: Float64Array): number {
  return -shares.reduce((sum, share) => sum + (share > 0 ? share * Math.log(share) : 0), 0)
}
