import { aggregateQuestion } from '#src/schema/aggregate.ts'
import { parsed } from '#src/schema/parsed.ts'
import { comparisonAxis } from '#src/figures/comparison-axis.ts'
import type { ComparedSeries, ComparisonSettings } from '#src/figures/comparison.ts'
import type { Store } from '#src/store/index.ts'
import { usageError, type Band, type Center, type RunsQuestion } from '#src/vocabulary/index.ts'
import { say } from '../terminal.ts'
import { eventOf, sayUnknownNames } from '../unknown-names.ts'
import { alignmentFrom } from './alignment.ts'
import { declaredIn } from './declared-in.ts'
import { writeComparison } from './write-comparison.ts'
import type { FigureFormat } from './written.ts'

/** What `phasescope figure` is asked to draw of any runs. */
export interface ComparisonAsked {
  readonly runs?: string
  readonly y: readonly string[]
  readonly x: string
  readonly color?: string
  readonly panels: readonly string[]
  readonly center: Center
  readonly band: Band
  readonly seed: number
  readonly members?: boolean
  readonly logX?: boolean
  readonly logY?: boolean
  readonly from?: number
  readonly to?: number
  readonly points: number
  readonly width: number
  readonly height: number
  readonly columns?: number
  readonly output: string
  readonly data: string
}

/** Draws series of many runs to a file: a line and a band a group. */
export async function drawComparison(store: Store, options: ComparisonAsked, format: FigureFormat): Promise<void> {
  const { y, color, panels, width, height, output } = options
  const by = [...(color === undefined ? [] : [color]), ...panels]
  const align = alignmentFrom(options.x)
  const among: RunsQuestion = options.runs === undefined ? {} : { where: options.runs }
  const declared = await declaredIn(store, options.data, among, [...y, ...(align.x === 'series' ? [align.series] : [])])
  await sayUnknownNames(store, among, [...by, ...eventOf(align)])
  const axis = comparisonAxis(align, options.logX ?? false, align.x === 'series' ? declared.get(align.series)! : null)
  const all: ComparedSeries[] = []
  for (const name of y) {
    const question = parsed(
      aggregateQuestion,
      {
        ...{ among, by, series: name, align, center: options.center, band: options.band, seed: options.seed },
        ...{ from: options.from ?? null, to: options.to ?? null, points: options.points },
        ...{ spacing: options.logX === true ? 'log' : 'linear', members: options.members ?? false },
      },
      'figure',
    )
    const { unit, scale, range } = declared.get(name)!
    const aggregate = await store.aggregate(question)
    all.push({ name, unit, log: options.logY ?? scale === 'log', range, aggregate })
  }
  assertAny(all)
  const settings: ComparisonSettings = {
    ...{ width, height, columns: options.columns ?? Math.min(2, y.length), color: color ?? null, panelsBy: panels },
    ...{ from: options.from ?? null, to: options.to ?? null, center: options.center, band: options.band },
    ...axis,
    members: options.members ?? false,
  }
  const { note } = await writeComparison(output, format, { by, all, settings, title: titleOf(options) })
  if (format !== 'csv') say(note)
  say(`Written to ${output}`)
}

function titleOf({ y, color, panels, runs }: ComparisonAsked): string {
  const by = [...(color === undefined ? [] : [color]), ...panels]
  return [y.join(', '), by.length === 0 ? '' : `by ${by.join(' and ')}`, runs === undefined ? '' : `where ${runs}`]
    .filter(Boolean)
    .join(' ')
}

/** An empty figure looks like a result. */
function assertAny(all: readonly ComparedSeries[]): void {
  const groups = all.flatMap(({ aggregate }) => aggregate.groups)
  if (groups.some(({ runs }) => runs.length > 0)) return
  const left = groups.flatMap(({ left }) => left)[0]
  throw usageError(
    `There is nothing to draw: ${left === undefined ? 'no run has it' : `${left.why} (run '${left.run}')`}`,
  )
}
