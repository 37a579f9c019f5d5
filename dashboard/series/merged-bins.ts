import type { Bin } from './tables.ts'

/** So many bins a picture tells apart. */
const TOLD_APART = 200
/** The share of what was counted that lies in the middle, and gives the scale. */
const CENTRAL = 0.98

/**
 * Bins as they can be drawn: neighbors that are narrower than a two-hundredth of where nearly everything lies become
 * one, with what all of them count. TensorBoard's are exponentially thin towards 0, where a bin with a handful of
 * values would have a density that leaves everything else flat. On a logarithmic axis widths are those of powers.
 */
export function mergedBins(bins: readonly Bin[], log = false): readonly Bin[] {
  const place = log ? (at: number) => (at > 0 ? Math.log10(at) : -Infinity) : (at: number) => at
  const least = centralWidth(bins, place) / TOLD_APART
  if (!(least > 0) || !bins.some((bin) => place(bin.to) - place(bin.from) < least)) return bins
  const merged: Bin[] = []
  for (const bin of bins) {
    const last = merged.at(-1)
    if (last !== undefined && isNarrow(last, place, least) && isNext(last, bin, place, least))
      merged[merged.length - 1] = joined(last, bin)
    else merged.push(bin)
  }
  const [before, last] = merged.slice(-2)
  if (last !== undefined && before?.to === last.from && isNarrow(last, place, least))
    merged.splice(-2, 2, joined(before, last))
  return merged
}

function isNarrow({ from, to }: Bin, place: (at: number) => number, least: number): boolean {
  return place(to) - place(from) < least
}

/** Whether there is nothing between two bins, or less than anybody sees. */
function isNext(one: Bin, next: Bin, place: (at: number) => number, least: number): boolean {
  return one.to === next.from || (one.to < next.from && place(next.from) - place(one.from) < least)
}

function joined(one: Bin, next: Bin): Bin {
  return { from: one.from, to: next.to, share: one.share + next.share }
}

/** How wide the stretch is that holds all but a hundredth to each side. */
function centralWidth(bins: readonly Bin[], place: (at: number) => number): number {
  const finite = bins.filter(({ from, to, share }) => Number.isFinite(place(from)) && Number.isFinite(place(to)) && share > 0) // prettier-ignore
  const total = finite.reduce((sum, { share }) => sum + share, 0)
  const beside = (total * (1 - CENTRAL)) / 2
  let counted = 0
  const first = finite.find(({ share }) => (counted += share) > beside)
  counted = 0
  const last = finite.findLast(({ share }) => (counted += share) > beside)
  return first === undefined || last === undefined ? NaN : place(last.to) - place(first.from)
}
