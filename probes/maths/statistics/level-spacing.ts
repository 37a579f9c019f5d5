/**
 * The ratios of neighboring gaps, min(s, s′)/max(s, s′), of levels in descending order (Oganesyan & Huse 2007): free of
 * the density of levels, so that nothing need be unfolded. Two gaps of zero have none.
 */
export function gapRatios(levels: ArrayLike<number>): Float64Array {
  const ratios: number[] = []
  for (let i = 2; i < levels.length; i++) {
    const [above, here, below] = [levels[i - 2] as number, levels[i - 1] as number, levels[i] as number]
    const [upper, lower] = [above - here, here - below]
    const larger = Math.max(upper, lower)
    if (larger !== 0) ratios.push(Math.min(upper, lower) / larger)
  }
  return Float64Array.from(ratios)
}

/** What it is on average of large random matrices: real symmetric or real Wishart ones, and of independent levels. */
export const GOE_GAP_RATIO = 0.5307
export const POISSON_GAP_RATIO = 2 * Math.LN2 - 1
