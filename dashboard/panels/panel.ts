import type { Component } from 'svelte'
import type { OutputKind } from '#src/vocabulary/index.ts'
import type { LineStyle } from '../plots/palette.ts'
import type { ChartMark } from '../plots/draw-marks.ts'
import type { Against } from './against.ts'
import type { PanelPlan } from './arrange.ts'
import FramePanel from './FramePanel.svelte'
import LinePanel from './LinePanel.svelte'
import type { PanelRun } from './panel-run.ts'
import type { PanelView } from './panel-view.ts'
import type { SeriesDeclaration } from '#src/vocabulary/index.ts'

/** A run as a panel draws it. On the run page there is one, and lines have their own styles; side by side, a run has one. */
export interface Subject {
  readonly run: PanelRun
  readonly name: string
  /** The panel of this run, or null where it has none of the kind. */
  readonly plan: PanelPlan | null
  readonly styleOf: (declaration: SeriesDeclaration) => LineStyle
  /** The run that its scalars are compared with, if any. */
  readonly against?: Against | null
}

export interface PanelProps {
  readonly plan: PanelPlan
  readonly subjects: readonly Subject[]
  readonly view: PanelView
  readonly marks: readonly ChartMark[]
  /** The last place on the x axis that any chart of the page shows. */
  readonly end: number
  /** The place on the x axis that is looked back at, whatever the pointer does; null or absent for the latest. */
  readonly pinned?: number | null
  readonly theme: string
}

/**
 * One panel for each kind of observation: a new probe needs none, a new kind does not compile until it has one. Which of
 * `frame-panels.ts` draws a frame, `FramePanel` knows.
 */
export const PANELS = {
  scalar: LinePanel,
  spectrum: FramePanel,
  matrix: FramePanel,
  curve: FramePanel,
  points: FramePanel,
  histogram: FramePanel,
} satisfies Record<OutputKind, Component<PanelProps>>
