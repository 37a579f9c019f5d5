/** A quantile of sorted numbers, interpolated linearly between order statistics as NumPy does; NaN of none. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const [low = NaN, high = low] = [sorted[below], sorted[below + 1]]
  // Equal neighbors first: infinities have no difference.
  return low === high || place === below ? low : low + (place - below) * (high - low)
}
