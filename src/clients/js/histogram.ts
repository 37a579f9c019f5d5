import { numbersIn } from './numbers.ts'

const MOST_BINS = 65_536

/** Counts between edges, as a series of histograms has them. */
export class Histogram {
  readonly counts: readonly number[]
  readonly edges: readonly number[]

  constructor(counts: ArrayLike<number | bigint>, edges: ArrayLike<number | bigint>) {
    this.counts = asNumbers('counts', counts)
    this.edges = asNumbers('edges', edges)
    if (this.edges.length !== this.counts.length + 1)
      throw new TypeError(
        `Histogram: expected one more edge than counts (${this.counts.length}), got ${this.edges.length}`,
      )
    if (this.counts.length > MOST_BINS)
      throw new TypeError(`Histogram: expected at most ${MOST_BINS} counts, got ${this.counts.length}`)
  }

  static of(values: ArrayLike<number | bigint>, bins = 64): Histogram {
    if (!Number.isSafeInteger(bins) || bins < 1 || bins > MOST_BINS)
      throw new TypeError(`Histogram.of: expected 1 to ${MOST_BINS} bins, got ${String(bins)}`)
    const finite = Array.from(values, Number).filter(Number.isFinite)
    const low = finite.reduce((least, value) => Math.min(least, value), Infinity)
    const high = finite.reduce((most, value) => Math.max(most, value), -Infinity)
    const [from, to] = finite.length === 0 ? [0, 1] : low === high ? around(low) : [low, high]
    const edges = Array.from({ length: bins + 1 }, (_, i) =>
      i === bins ? to : from * (1 - i / bins) + to * (i / bins),
    )
    const counts = new Array<number>(bins).fill(0)
    // By halves, since what lies between the largest numbers is none.
    const width = to / 2 - from / 2
    for (const value of finite) counts[Math.min(bins - 1, Math.floor(((value / 2 - from / 2) / width) * bins))]! += 1
    return new Histogram(counts, edges)
  }
}

/** As a frame: its number of columns, then left edge, right edge and count of each. */
export function frameOf({ counts, edges }: Histogram): number[] {
  return [3, ...counts.flatMap((count, i) => [edges[i]!, edges[i + 1]!, count])]
}

/** A little of a number, on both sides; of a large one as little as there is. */
function around(value: number): [number, number] {
  const half = Math.max(0.5, Math.abs(value) * 2 ** -50)
  return [value - half, value + half]
}

function asNumbers(what: string, list: ArrayLike<unknown>): readonly number[] {
  const numbers = numbersIn(list)
  if (numbers === null) throw new TypeError(`Histogram: expected ${what} to be numbers`)
  return numbers
}
