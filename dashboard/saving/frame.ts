import { csvRow } from '#src/vocabulary/index.ts'
import type { FigurePanel, LegendEntry } from '#src/figures/figure.ts'
import { fileName } from './downloaded.ts'
import { HEIGHT, WIDTH, type Saved } from './saved.ts'

/** One frame of a run, and what its numbers are. */
export interface FrameDrawn {
  readonly title: string
  readonly run: string
  readonly series: string
  readonly step: number
  readonly columns: readonly string[]
  readonly rows: readonly (readonly number[])[]
  /** How many frames are drawn of how many. */
  readonly note: string
}

/** A chart of the frame at one step: its panels, and a row of CSV for each of its rows. */
export function savedFrame(
  { title, run, series, step, columns, rows, note }: FrameDrawn,
  panels: readonly FigurePanel[],
  size: {
    readonly width?: number
    readonly height?: number
    readonly columns?: number
    readonly legend?: readonly LegendEntry[]
  } = {},
): Saved {
  const { width = WIDTH, height = HEIGHT, legend = [] } = size
  return {
    name: fileName(title, 'step', String(step)),
    figure: {
      width,
      height,
      columns: size.columns ?? panels.length,
      panels,
      legend: legend.length === 0 ? null : { title: '', entries: legend },
      note: `${title} at step ${step}: ${note}`,
    },
    rows: function* () {
      yield csvRow(['run', 'series', 'step', ...columns])
      for (const row of rows) yield csvRow([run, series, step, ...row])
    },
  }
}
