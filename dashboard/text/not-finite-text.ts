import { countText } from './format.ts'

/** `197 NaN, 3 ∞`; empty where every value is finite. */
export function notFiniteText({
  nans,
  plus,
  minus,
}: {
  readonly nans: number
  readonly plus: number
  readonly minus: number
}): string {
  const counts = [
    [nans, 'NaN'],
    [plus, '∞'],
    [minus, '−∞'],
  ] as const
  return counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${countText(count)} ${word}`)
    .join(', ')
}
