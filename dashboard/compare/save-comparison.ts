import { comparisonAxis } from '#src/figures/comparison-axis.ts'
import { comparisonRows } from '#src/figures/comparison-csv.ts'
import { comparisonFigure, type ComparedSeries, type ComparisonSettings } from '#src/figures/comparison.ts'
import { comparisonTable } from '#src/figures/comparison-table.ts'
import type { PanelView } from '#dashboard/panels/panel-view.ts'
import { downloaded } from '#dashboard/saving/downloaded.ts'
import { alignmentOf, isSigned } from './clock.ts'
import type { Comparison } from './comparison.svelte.ts'

export type ComparisonFormat = 'csv' | 'parquet' | 'html'

/** Writes all scalars of a comparison, as it is drawn, to a file of the browser's. */
export async function saveComparison(comparison: Comparison, view: PanelView, format: ComparisonFormat): Promise<void> {
  const { by } = comparison
  const all = await comparedSeries(comparison, view)
  const settings = settingsOf(comparison, view)
  const title = titleOf(comparison)
  if (format === 'csv')
    return downloaded('comparison.csv', 'text/csv', [[...comparisonRows(by, all, settings.members), ''].join('\n')])
  if (format === 'parquet') {
    const { comparisonParquet } = await import('#src/figures/comparison-parquet.ts')
    const { note } = comparisonFigure(all, settings)
    const bytes = comparisonParquet(comparisonTable(by, all, settings.members), `${title}. ${note}`)
    return downloaded('comparison.parquet', 'application/vnd.apache.parquet', [bytes])
  }
  const [{ offlinePage }, { default: script }] = await Promise.all([
    import('#src/figures/offline/page.ts'),
    import('virtual:offline-script'),
  ])
  downloaded('comparison.html', 'text/html', [offlinePage({ title, settings, series: all }, script)])
}

/** What every panel of scalars draws, those out of sight too. */
async function comparedSeries(comparison: Comparison, view: PanelView): Promise<ComparedSeries[]> {
  const plans = comparison.plans.filter(({ kind }) => kind === 'scalar')
  const asked = plans.flatMap((plan) => plan.series.map((declaration) => ({ plan, declaration })))
  const isDifference = comparison.address.minus !== null || comparison.chosen.minus !== null
  const answers = asked.map(async ({ plan, declaration: { name, unit } }): Promise<ComparedSeries[]> => {
    const question = comparison.question(name, view.range, view.logX ? 'log' : 'linear')
    if (question === null) return []
    const groups = comparison.shown(await comparison.answers.aggregateNow(question))
    const bare = groups.map(({ look: _, ...group }) => group)
    const log = view.logY(`groups:${plan.id}`, plan.scale)
    return [{ name, unit, log, range: isDifference ? null : plan.range, aggregate: { groups: bare } }]
  })
  return (await Promise.all(answers)).flat()
}

function settingsOf({ address, grouping, by, lines, plans }: Comparison, view: PanelView): ComparisonSettings {
  const { clock, center, band } = address
  const color = grouping?.color ?? null
  const align = alignmentOf(clock)
  const declared = plans
    .flatMap(({ series }) => series)
    .find(({ name }) => align.x === 'series' && name === align.series)
  return {
    ...{ width: 510, height: 170, columns: 2, center, band, members: lines, color },
    panelsBy: by.filter((name) => name !== color),
    from: view.range?.from ?? null,
    to: view.range?.to ?? null,
    ...comparisonAxis(align, view.logX && !isSigned(clock), declared ?? null),
  }
}

function titleOf({ runs, by, address, chosen }: Comparison): string {
  const minus = address.minus ?? chosen.minus
  return [
    `${runs} runs`,
    by.length === 0 ? '' : `by ${by.join(', ')}`,
    address.where === null ? '' : `where ${address.where}`,
    minus === null ? '' : `less ${minus}`,
  ]
    .filter(Boolean)
    .join(' ')
}
