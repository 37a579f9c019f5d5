import type { PictureData } from '#src/vocabulary/index.ts'
import { curvesFigure, curvesRows } from './curves.ts'
import type { Figure } from './figure.ts'
import type { PaperTheme } from './paper-colors.ts'
import { phaseDiagram, phaseDiagramRows, type FigureSize } from './phase-diagram.ts'

/** The figure that the runs of a family make, whatever kind it is: the same for the page and for a file. */
export function pictureFigure(data: PictureData, size: FigureSize, theme: PaperTheme = 'light'): Figure {
  return data.kind === 'curves' ? curvesFigure(data, size, theme) : phaseDiagram(data, size, theme)
}

/** Its numbers as lines of CSV, the first with names. */
export function pictureRows(data: PictureData): string[] {
  return data.kind === 'curves' ? curvesRows(data) : phaseDiagramRows(data)
}
