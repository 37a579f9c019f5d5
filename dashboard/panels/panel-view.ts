import type { Picked } from '../plots/scene.ts'
import type { Range } from '#dashboard/series/range.ts'
import type { Smoothing } from '#dashboard/series/smooth.ts'

/** How all panels of a page look at their runs: one x axis, one zoom, one cursor, which gestures on any of them move. */
export interface PanelView {
  readonly logX: boolean
  readonly by: 'step' | 'time'
  /** The step that is looked back at; null for the latest. */
  readonly pinned: number | null
  /** The zoom, in the units of the x axis; null where all is shown. */
  range: Range | null
  /** Where the pointer is, in the units of the x axis. */
  cursor: number | null
  /** The place that was clicked. */
  picked: Picked | null
  /** Whether 0 is in the middle of the axis of a difference. */
  symmetric: boolean
  /** Whether logarithmic value axes are so to both sides of 0. */
  readonly symmetricLog: boolean
  readonly smoothing: Smoothing
  /** Whether a panel's value axis is logarithmic, where its probe declares a scale. */
  logY(panel: string, declared: 'linear' | 'log'): boolean
  flipY(panel: string): void
  /** Which of the things that a panel could show it does, where somebody chose; null where nobody did. */
  choiceOf(panel: string): string | null
  choose(panel: string, what: string | null): void
}
