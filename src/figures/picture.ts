import { csvRow, type PictureData } from '#src/vocabulary/index.ts'
import { curvesFigure } from './curves.ts'
import { curvesTable } from './curves-table.ts'
import type { Figure } from './figure.ts'
import type { PaperTheme } from './paper-colors.ts'
import { phaseMap, phaseMapTable } from './phase-map.ts'
import { phaseDiagram, phaseDiagramTable, type FigureSize, type TableRow } from './phase-diagram.ts'

/** The figure that the runs of a family make, whatever kind it is: the same for the page and for a file. */
export function pictureFigure(data: PictureData, size: FigureSize, theme: PaperTheme = 'light'): Figure {
  switch (data.kind) {
    case 'curves':
      return curvesFigure(data, size, theme)
    case 'phase-map':
      return phaseMap(data, size, theme)
    case 'phase-diagram':
      return phaseDiagram(data, size, theme)
  }
}

/** The numbers behind it. */
export function pictureTable(data: PictureData): TableRow[] {
  switch (data.kind) {
    case 'curves':
      return curvesTable(data)
    case 'phase-map':
      return phaseMapTable(data)
    case 'phase-diagram':
      return phaseDiagramTable(data)
  }
}

/** The same as lines of CSV. */
export function pictureRows(data: PictureData): string[] {
  return pictureTable(data).map(csvRow)
}
