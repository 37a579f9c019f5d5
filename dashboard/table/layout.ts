/**
 * Where each line of a long table stands. A table is parts one beneath the other, each a list of which only a stretch may be
 * known, and which may stand beneath a heading that closes it.
 */
export interface Stretch {
  /** Whether a heading stands above its runs. */
  readonly hasHead: boolean
  readonly isOpen: boolean
  /** How many runs it has. */
  readonly runs: number
}

/** A line: the heading of a part (`at` null), or a run at its place of that part. */
export interface Line {
  readonly part: number
  readonly at: number | null
}

/** How many lines stand above each part; the last number is all of them. */
export function linesAbove(parts: readonly Stretch[]): number[] {
  const above = [0]
  for (const part of parts) above.push(above.at(-1)! + linesOf(part))
  return above
}

/** The line at a place; null beyond the end. */
export function lineAt(parts: readonly Stretch[], above: readonly number[], index: number): Line | null {
  if (index < 0 || index >= above.at(-1)!) return null
  let [low, high] = [0, parts.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (above[middle]! <= index) low = middle
    else high = middle - 1
  }
  const at = index - above[low]! - (parts[low]!.hasHead ? 1 : 0)
  return { part: low, at: at < 0 ? null : at }
}

function linesOf({ hasHead, isOpen, runs }: Stretch): number {
  return (hasHead ? 1 : 0) + (isOpen ? runs : 0)
}
