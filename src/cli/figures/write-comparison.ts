import { comparisonRows } from '#src/figures/comparison-csv.ts'
import { comparisonFigure, type ComparedSeries, type ComparisonSettings } from '#src/figures/comparison.ts'
import { comparisonTable } from '#src/figures/comparison-table.ts'
import type { Figure } from '#src/figures/figure.ts'
import { offlinePage } from '#src/figures/offline/page.ts'
import { svgOfFigure } from '#src/figures/svg.ts'
import { root } from '../version.ts'
import { writeWhole } from '#trainer/formats/index.ts'
import { pngOf, type FigureFormat } from './written.ts'

interface Compared {
  readonly title: string
  readonly by: readonly string[]
  readonly all: readonly ComparedSeries[]
  readonly settings: ComparisonSettings
}

/** Writes groups of runs to a file, as a figure, a table or a page that replays; answers with the figure. */
export async function writeComparison(path: string, format: FigureFormat, of: Compared): Promise<Figure> {
  const { title, by, all, settings } = of
  const figure = comparisonFigure(all, settings)
  switch (format) {
    case 'svg':
      writeWhole(path, svgOfFigure(figure))
      break
    case 'png':
      writeWhole(path, await pngOf(svgOfFigure(figure), settings.width))
      break
    case 'csv':
      writeWhole(path, [...comparisonRows(by, all, settings.members), ''].join('\n'))
      break
    case 'parquet': {
      const { comparisonParquet } = await import('#src/figures/comparison-parquet.ts')
      const table = comparisonTable(by, all, settings.members)
      writeWhole(path, new Uint8Array(comparisonParquet(table, figure.note)))
      break
    }
    case 'html': {
      const { offlineScript } = await import('#src/setup/offline-script.ts')
      writeWhole(path, offlinePage({ title, settings, series: all }, await offlineScript(root)))
      break
    }
  }
  return figure
}
