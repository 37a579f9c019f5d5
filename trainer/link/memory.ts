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
  /**
   * Where more is held than a limit allows, thins it from `seq` on to half of that, as far as that goes; false where nothing
   * was done. What could not be made smaller is not tried again at every Report.
   */
  thin(seq: number, limit: Limit, why: string): boolean
}

export interface Limit {
  readonly count: number
  readonly bytes: number
}

/** `end`: the number of the first that will be pushed, where that is not 0. */
export function openMemory(end = 0): Memory {
  let held: Held[] = []
  /** What lies before this place is gone: a queue from whose front little is taken at a time is not moved each time. */
  let head = 0
  let bytes = 0
  let thinAbove = 0

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
      if (bytes < thinAbove || (held.length - head <= limit.count && bytes <= limit.bytes)) return false
      const place = placeOf(seq)
      const [before, rest] = [held.slice(head, place), held.slice(place)]
      const isThinned = canTell(rest) && thinToHalf(before, rest, limit, why)
      const isOver = held.length - head > limit.count || bytes > limit.bytes
      thinAbove = isOver ? 1.25 * bytes : 0
      return isThinned
    },
  }

  function thinToHalf(before: readonly Held[], rest: readonly Held[], limit: Limit, why: string): boolean {
    const fixed = sizeOf(before)
    for (let width = FIRST_WIDTH; ; width *= 4) {
      const { held: left, tally } = thinned(rest, width)
      const isOver = fixed + sizeOf(left) > limit.bytes / 2 || before.length + left.length > limit.count / 2
      if (isOver && width < LAST_WIDTH) continue
      if (tally.kept === tally.of) return false
      held = [...before, ...withWord(left, tally, why)]
      head = 0
      bytes = sizeOf(held)
      return true
    }
  }
}

function sizeOf(held: readonly Held[]): number {
  return held.reduce((sum, one) => sum + bytesOf(one), 0)
}
