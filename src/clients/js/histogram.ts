/** Counts between edges, as a series of histograms has them. */
export class Histogram {
  readonly counts: readonly number[]
  readonly edges: readonly number[]

  constructor(counts: ArrayLike<number>, edges: ArrayLike<number>) {
    this.counts = Array.from(counts)
    this.edges = Array.from(edges)
    if (this.edges.length !== this.counts.length + 1)
      throw new TypeError(
        `Histogram: expected one more edge than counts (${this.counts.length}), got ${this.edges.length}`,
      )
  }

  static of(values: ArrayLike<number>, bins = 64): Histogram {
    const finite = Array.from(values).filter(Number.isFinite)
    const low = finite.reduce((least, value) => Math.min(least, value), Infinity)
    const high = finite.reduce((most, value) => Math.max(most, value), -Infinity)
    const [from, to] = finite.length === 0 ? [0, 1] : low === high ? [low - 0.5, high + 0.5] : [low, high]
    const edges = Array.from({ length: bins + 1 }, (_, i) => (i === bins ? to : from + (i / bins) * (to - from)))
    const counts = new Array<number>(bins).fill(0)
    for (const value of finite) counts[Math.min(bins - 1, Math.floor(((value - from) / (to - from)) * bins))]! += 1
    return new Histogram(counts, edges)
  }
}

/** As a frame: its number of columns, then left edge, right edge and count of each. */
export function frameOf({ counts, edges }: Histogram): number[] {
  return [3, ...counts.flatMap((count, i) => [edges[i]!, edges[i + 1]!, count])]
}
