/** A painted frame: when it was painted, how long after its emission, how many batches were folded into it. */
export interface Painting {
  readonly at: number
  readonly latencyMs: number
  readonly conflated: number
}

export interface LatencySummary {
  readonly p50: number | null
  readonly p99: number | null
  readonly frames: number
  readonly conflated: number
}

export const NO_LATENCY: LatencySummary = { p50: null, p99: null, frames: 0, conflated: 0 }

const WINDOW_MS = 60_000

/** The paintings of the last minute, with the new one. */
export function withPainting(known: readonly Painting[], painting: Painting): readonly Painting[] {
  const from = known.findIndex(({ at }) => at > painting.at - WINDOW_MS)
  return [...(from < 0 ? [] : known.slice(from)), painting]
}

export function latencySummary(paintings: readonly Painting[]): LatencySummary {
  const sorted = paintings.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b)
  return {
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    frames: paintings.length,
    conflated: paintings.reduce((sum, { conflated }) => sum + conflated, 0),
  }
}

/** Nearest rank: the smallest value that at least the share `p` of all values does not exceed. */
export function percentile(sorted: readonly number[], p: number): number | null {
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? null
}
