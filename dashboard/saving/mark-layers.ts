import type { Layer } from '#src/figures/figure.ts'
import type { Damaged } from '#dashboard/plots/draw-damaged.ts'
import type { Filled } from '#dashboard/plots/draw-filled.ts'
import type { Level } from '#dashboard/plots/draw-levels.ts'
import { MARK_COLORS, type ChartMark } from '#dashboard/plots/draw-marks.ts'
import { paperColor } from './paper-color.ts'

/** What happened, and what people noted. The step that is looked back at is the reader's own, and is left out. */
export function markLayers(marks: readonly ChartMark[]): Layer[] {
  const kept = marks.filter(({ kind }) => kind !== 'pin')
  if (kept.length === 0) return []
  const drawn = kept.map(({ x, to, fringe, label, about, kind, color = MARK_COLORS[kind] }) => ({
    at: x,
    label,
    ...(to !== undefined && { to }),
    ...(fringe !== undefined && { fringe }),
    ...(about !== undefined && { about }),
    color: paperColor(color),
    dash: kind === 'command' ? [2, 3] : [],
  }))
  return [{ kind: 'marks', marks: drawn }]
}

/** Values that theory predicts. */
export function levelLayers(levels: readonly Level[]): Layer[] {
  const color = paperColor('var(--ink-3)')
  return levels.map(({ value, label, over }) => ({
    ...{ kind: 'rule', axis: 'y', at: value, label, color },
    ...(over && { over }),
  }))
}

/** Stretches that a replay filled in, and those whose stored numbers are damaged. */
export function stretchLayers(filled: readonly Filled[], damaged: readonly Damaged[]): Layer[] {
  const said = (label: string, color: string, all: readonly { from: number; to: number }[]): Layer[] =>
    all.length === 0
      ? []
      : [{ kind: 'marks', marks: all.map(({ from, to }) => ({ at: from, to, label, color: paperColor(color) })) }]
  return [...said('damaged', 'var(--failed)', damaged), ...said('filled in', 'var(--ink-3)', filled)]
}
