import type { Component } from 'svelte'
import type { OutputKind } from '#src/vocabulary/index.ts'
import CurvePanel from './CurvePanel.svelte'
import HistogramPanel from './HistogramPanel.svelte'
import MatrixPanel from './MatrixPanel.svelte'
import type { PanelProps } from './panel.ts'
import PointsPanel from './PointsPanel.svelte'
import SpectrumPanel from './SpectrumPanel.svelte'

/** The panels of what is a frame a step; their code comes when the first of them is wanted (`FramePanel.svelte`). */
export const FRAME_PANELS = {
  spectrum: SpectrumPanel,
  matrix: MatrixPanel,
  curve: CurvePanel,
  points: PointsPanel,
  histogram: HistogramPanel,
} satisfies Record<Exclude<OutputKind, 'scalar'>, Component<PanelProps>>
