/** On which scale the changes of a series are judged. */
export type Transform = 'none' | 'log' | 'logit'

/** A value on that scale; NaN where it has none. `examples` is how many a share was counted over, 0 where it is no such share. */
export function transformed(value: number, transform: Transform, examples: number): number {
  if (transform === 'none') return value
  if (transform === 'log') return value > 0 ? Math.log(value) : NaN
  const share = awayFromEnds(value, examples)
  return value >= 0 && value <= 1 ? Math.log(share / (1 - share)) : NaN
}

/** The standard deviation that a share of so many examples has by its counting alone, on that scale, where its mean is this value of it. */
export function countingNoise(level: number, transform: Transform, examples: number): number {
  if (examples === 0 || transform === 'log') return 0
  const share = awayFromEnds(transform === 'logit' ? 1 / (1 + Math.exp(-level)) : level, examples)
  const variance = share * (1 - share)
  return transform === 'logit' ? 1 / Math.sqrt(examples * variance) : Math.sqrt(variance / examples)
}

/** None of 0 and 1, which no count distinguishes from half an example more or less. */
function awayFromEnds(share: number, examples: number): number {
  const floor = examples > 0 ? 1 / (2 * examples) : 1e-6
  return Math.min(1 - floor, Math.max(floor, share))
}

/** The value that lies there on that scale. */
export function restored(scaled: number, transform: Transform): number {
  if (transform === 'none') return scaled
  return transform === 'log' ? Math.exp(scaled) : 1 / (1 + Math.exp(-scaled))
}
