import { gapsOf, type Fill, type Stretch } from '#src/run-state/index.ts'
import { stretchOf } from '#dashboard/series/fill.ts'
import type { Gap } from '#dashboard/series/gap.ts'

/** Where a curve must not be joined: `away`, while the probe was detached, and the past, less what was filled in. */
export function gapsLeft(away: readonly Gap[], fills: readonly Fill[]): Gap[] {
  const past = fills.filter(({ denser }) => denser !== true).map(({ from, end }) => ({ from, to: end }))
  const there = fills.flatMap((fill) => stretchOf(fill) ?? []).map(joints)
  return [...away, ...past]
    .map(joints)
    .flatMap(({ from, to }) => gapsOf(there, from, to))
    .map(({ from, to }) => ({ from, to: to + 1 }))
}

/** What joins the points of a gap, each joint by the step that it leaves: that to the last point leaves the one before. */
function joints({ from, to }: Gap): Stretch {
  return { from, to: to - 1 }
}
