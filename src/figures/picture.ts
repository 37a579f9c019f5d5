import { csvRow, type PictureData } from '#src/vocabulary/index.ts'
import { curvesFigure } from './curves.ts'
import { curvesTable } from './curves-table.ts'
import type { Figure } from './figure.ts'
import type { PaperTheme } from './paper-colors.ts'
import { phaseDiagram, phaseDiagramTable, type FigureSize, type TableRow } from './phase-diagram.ts'

/** The figure that the runs of a family make, whatever kind it is: the same for the page and for a file. */
export function pictureFigure(data: PictureData, size: FigureSize, theme: PaperTheme = 'light'): Figure {
  return data.kind === 'curves' ? curvesFigure(data, size, theme) : phaseDiagram(data, size, theme)
}

/** The numbers behind it. */
export function pictureTable(data: PictureData): TableRow[] {
  return data.kind === 'curves' ? curvesTable(data) : phaseDiagramTable(data)
}

/** The same as lines of CSV. */
export function pictureRows(data: PictureData): string[] {
  return pictureTable(data).map(csvRow)
}
