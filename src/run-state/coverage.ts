/** The steps `from … to`; to Infinity while it goes on. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

export function isIn(stretches: readonly Stretch[], step: number): boolean {
  return stretches.some(({ from, to }) => step >= from && step <= to)
}

/** The steps of `from … to` that none of the stretches covers. */
export function gapsOf(covered: readonly Stretch[], from: number, to: number): Stretch[] {
  let gaps: Stretch[] = [{ from, to }]
  for (const taken of covered) {
    gaps = gaps.flatMap((gap) =>
      [
        { from: gap.from, to: Math.min(gap.to, taken.from - 1) },
        { from: Math.max(gap.from, taken.to + 1), to: gap.to },
      ].filter((rest) => rest.from <= rest.to),
    )
  }
  return from <= to ? gaps : []
}

/**
 * Coverage with these steps too: its stretches are in order, no two share a step, and those that touch are one. Only the
 * stretch that goes on, the last, is kept apart from what it touches, since it may end before it began (`endedAt`).
 */
export function withStretch(covered: readonly Stretch[], { from, to }: Stretch): readonly Stretch[] {
  const fresh = gapsOf(covered, from, to)
  return fresh.length === 0 ? covered : [...covered, ...fresh].sort((a, b) => a.from - b.from).reduce(joined, [])
}

/**
 * What goes on ends with this step. That may be the one before it began: a probe that throws at its first step has
 * measured nothing.
 */
export function endedAt(covered: readonly Stretch[], last: number): readonly Stretch[] {
  const open = covered.find(({ to }) => to === Infinity)
  if (open === undefined) return covered
  const there = covered.filter((stretch) => stretch !== open)
  return withStretch(there, { from: open.from, to: last })
}

function joined(before: readonly Stretch[], next: Stretch): readonly Stretch[] {
  const last = before.at(-1)
  const isOne = last !== undefined && last.to === next.from - 1 && next.to !== Infinity
  return isOne ? [...before.slice(0, -1), { from: last.from, to: next.to }] : [...before, next]
}
