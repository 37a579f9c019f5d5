import type { Envelope } from '#src/vocabulary/index.ts'
import { bytesOf, lastSeqOf, type Held } from './held.ts'
import { canTell, FIRST_WIDTH, LAST_WIDTH, thinned, withWord } from './thin.ts'

/** What is held in memory, oldest first, numbers without a gap. */
export interface Memory {
  readonly count: number
  readonly bytes: number
  /** The number of the oldest that is held, and the one behind the newest: equal where nothing is. */
  readonly from: number
  readonly end: number
  push(envelope: Envelope): void
  /** What is held from `seq` on, as much as fits into `bytes` and at least one; no more than `most` entries. */
  since(seq: number, bytes: number, most?: number): Held[]
  dropBefore(seq: number): void
  /** Thins what is held from `seq` on until all is within a limit, as far as that goes; false where nothing came of it. */
  thin(seq: number, limit: Limit, why: string): boolean
}

export interface Limit {
  readonly count: number
  readonly bytes: number
}

export function openMemory(): Memory {
  let held: Held[] = []
  /** What lies before this place is gone: a queue from whose front little is taken at a time is not moved each time. */
  let head = 0
  let bytes = 0
  let end = 0

  const placeOf = (seq: number): number => {
    let [low, high] = [head, held.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (lastSeqOf(held[middle]!) < seq) low = middle + 1
      else high = middle
    }
    return low
  }
  const drop = (place: number) => {
    for (; head < place; head++) bytes -= bytesOf(held[head]!)
    if (head < 1024 && head < held.length) return
    held = held.slice(head)
    head = 0
  }

  return {
    get count() {
      return held.length - head
    },
    get bytes() {
      return bytes
    },
    get from() {
      return held[head]?.seq ?? end
    },
    get end() {
      return end
    },
    push(envelope) {
      held.push(envelope)
      bytes += bytesOf(envelope)
      end = envelope.seq + 1
    },
    since(seq, most, entries = Infinity) {
      const some: Held[] = []
      for (let place = placeOf(seq), size = 0; place < held.length && some.length < entries; place++) {
        const one = held[place]!
        size += bytesOf(one)
        if (size > most && some.length > 0) break
        some.push(one)
      }
      return some
    },
    dropBefore(seq) {
      drop(placeOf(seq))
      const first = held[head]
      if (first !== undefined && first.seq < seq) held[head] = { ...first, seq }
    },
    thin(seq, limit, why) {
      const place = placeOf(seq)
      const before = held.slice(head, place)
      const rest = held.slice(place)
      if (!canTell(rest)) return false
      const fixed = before.reduce((sum, one) => sum + bytesOf(one), 0)
      for (let width = FIRST_WIDTH; ; width *= 4) {
        const { held: left, tally } = thinned(rest, width)
        const size = left.reduce((sum, one) => sum + bytesOf(one), fixed)
        const isOver = size > limit.bytes || before.length + left.length > limit.count
        if (isOver && width < LAST_WIDTH) continue
        if (tally.kept === tally.of) return false
        held = [...before, ...withWord(left, tally, why)]
        head = 0
        bytes = held.reduce((sum, one) => sum + bytesOf(one), 0)
        return true
      }
    },
  }
}
