import { driftOf, largerDrift, type Report } from '#src/vocabulary/index.ts'
import { stretchOf, type Fill } from '#dashboard/series/fill.ts'
import type { Gap } from '#dashboard/series/gap.ts'

type Of<T extends Report['type']> = Extract<Report, { type: T }>

/** The fill that an attachment begins; null where nothing of the past is wanted. */
export function fillOf({ step, from = null }: Of<'attached'>): Fill | null {
  return from === null || from >= step ? null : { from, to: null, goal: step, end: step, why: null, drift: null }
}

export function filledTo(fill: Fill, report: Omit<Of<'filled'>, 'columns'>): Fill {
  const { to, goal } = report
  const drift = largerDrift(fill.drift, driftOf(report))
  return { ...fill, to: Math.max(fill.to ?? fill.from, to), goal, why: null, drift }
}

export function filledNoMore(fill: Fill, { why }: Of<'unfilled'>): Fill {
  return { ...fill, why }
}

/** Where a curve must not be joined: `away`, while the probe was detached, and the past, less what was filled in. */
export function gapsLeft(away: readonly Gap[], fills: readonly Fill[]): Gap[] {
  const past = fills.map(({ from, end }) => ({ from, to: end }))
  return fills.reduce(
    (gaps, fill) => {
      const there = stretchOf(fill)
      return there === null ? gaps : gaps.flatMap((gap) => outside(gap, there))
    },
    [...away, ...past],
  )
}

function outside(gap: Gap, there: Gap): Gap[] {
  if (there.to <= gap.from || there.from >= gap.to) return [gap]
  const parts = [
    { from: gap.from, to: there.from },
    { from: there.to, to: gap.to },
  ]
  return parts.filter(({ from, to }) => to > from)
}
