/** Viridis by its polynomial of degree six: even steps in value look like even steps in lightness, also without color. */
const COEFFICIENTS = [
  [0.2777273272234177, 0.005407344544966578, 0.3340998053353061],
  [0.1050930431085774, 1.404613529898575, 1.384590162594685],
  [-0.3308618287255563, 0.214847559468213, 0.09509516302823659],
  [-4.634230498983486, -5.799100973351585, -19.33244095627987],
  [6.228269936347081, 14.17993336680509, 56.69055260068105],
  [4.776384997670288, -13.74514537774601, -65.35303263337234],
  [-5.435455855934631, 4.645852612178535, 26.3124352495832],
] as const

/** Red, green and blue (0 to 255) at a share from 0 to 1. */
export function viridis(share: number): [number, number, number] {
  const t = Math.min(1, Math.max(0, share))
  const channel = (c: 0 | 1 | 2) => COEFFICIENTS.reduceRight((sum, row) => sum * t + row[c], 0)
  return [0, 1, 2].map((c) => Math.round(Math.min(1, Math.max(0, channel(c as 0 | 1 | 2))) * 255)) as [
    number,
    number,
    number,
  ]
}
