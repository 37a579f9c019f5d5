import { countText } from './format.ts'

/** Steps after something, with a sign; between two runs half of one, too. */
export function afterText(steps: number): string {
  const size = Math.abs(steps)
  const text = Number.isInteger(size) ? countText(size) : size.toFixed(1)
  return steps > 0 ? `+${text}` : steps < 0 ? `−${text}` : text
}
