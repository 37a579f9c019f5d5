import type { Gap } from '#dashboard/series/gap.ts'
import { damagedIn } from '#dashboard/series/damaged.ts'
import type { Range } from '#dashboard/series/range.ts'
import { lastStepOf, NO_POINTS } from '#dashboard/series/points.ts'
import { steady } from '#dashboard/series/steady.ts'
import type { Line } from '../plots/draw-lines.ts'
import type { NamedLine } from '../saving/lines.ts'
import { besideStyle } from '../plots/palette.ts'
import { counterpartOf, whyNoDifference, type Against } from './against.ts'
import { lineLabel } from './arrange.ts'
import type { LegendEntry } from './entry.ts'
import { besideOf, damagedOf, errorOf, saidAt, withDamaged } from './line-values.ts'
import { linesBadge } from './lines-badge.ts'
import { gapsInSeconds, inSeconds } from './in-time.ts'
import type { PanelProps } from './panel.ts'
import type { PanelRun } from './panel-run.ts'
import { uncertain } from './uncertain.ts'
import { whyEmpty } from './why-empty.ts'

/** With more points than this, a chart may well have several of them in a pixel. */
const DENSE = 300
const NO_GAPS: readonly Gap[] = []

/** The curves of a panel: those of its runs, and where a run is compared with another, that one's or the difference. */
export class Lines {
  readonly #props: () => PanelProps
  readonly #around: () => Range | null
  visible = $state(false)
  #wanted = $state(false)

  /** `around`: the stretch of the x axis that the pointer is on; null where there is none. */
  constructor(props: () => PanelProps, around: () => Range | null = () => null) {
    this.#props = props
    this.#around = around
  }

  /** What nobody has seen is not asked for; what is out of sight is not drawn. */
  seen(now: boolean): void {
    this.visible = now
    this.#wanted ||= now
  }

  /** The run that curves are compared with, and how; null where they stand alone. */
  readonly against: Against | null = $derived.by(
    () => this.#props().subjects.find(({ against }) => against != null)?.against ?? null,
  )
  /** The run that curves are the difference to; null where they are their own. */
  readonly minus: string | null = $derived.by(() => (this.against?.how === 'difference' ? this.against.name : null))

  readonly #steady = steady<readonly Gap[]>()
  readonly #gaps = $derived.by(() =>
    this.#steady(this.#curves.map(({ run, probe }) => run.picture.state.gaps.get(probe) ?? NO_GAPS)),
  )

  readonly #curves = $derived.by(() => {
    const { subjects, plan } = this.#props()
    if (!this.#wanted) return []
    return subjects.flatMap(({ run, name, plan: own, styleOf, against }) =>
      (own?.series ?? []).map((declaration) => ({
        curve: run.curve(declaration),
        error: errorOf(run, own, declaration.name),
        other: counterpartOf(run, declaration, against),
        run,
        id: subjects.length > 1 ? `${run.id} ${declaration.name}` : declaration.name,
        label: lineLabel(declaration, plan),
        row: subjects.length > 1 ? run.id : undefined,
        name,
        style: styleOf(declaration),
        probe: declaration.probe,
      })),
    )
  })

  /** Steps of which stored numbers are damaged, of any curve that is drawn or compared with. */
  readonly damaged: readonly Range[] = $derived.by(() =>
    this.visible ? damagedIn(this.#curves.flatMap(damagedOf)) : [],
  )
  /** The same in the units of the x axis. */
  readonly hatched: readonly Range[] = $derived.by(() => {
    const [run] = this.#props().subjects.map((subject) => subject.run)
    return this.#props().view.by === 'step' || run === undefined
      ? this.damaged
      : gapsInSeconds(this.damaged, run.clock.points)
  })

  #kept: readonly Line[] = []
  /** Out of sight nothing is read, so nothing is redrawn. */
  readonly own: readonly Line[] = $derived.by(() => {
    if (!this.visible) return this.#kept
    const { view } = this.#props()
    const range = view.by === 'step' ? view.range : null
    this.#kept = this.#curves.map(({ curve, error, other, run, id, label, style }, i) => {
      const points =
        this.minus !== null
          ? (other?.difference?.pointsIn(range, view.logX ? 'log' : 'linear') ?? NO_POINTS)
          : error === null
            ? curve.pointsIn(range)
            : uncertain(curve.pointsIn(range), error.pointsIn(range))
      return this.#placed({ id, label, style, gaps: withDamaged(this.#gaps[i]!, curve), points }, run)
    })
    return this.#kept
  })

  #keptBeside: readonly (Line | null)[] = []
  /** For each own curve its counterpart, where one is drawn beside it. */
  readonly #beside: readonly (Line | null)[] = $derived.by(() => {
    if (!this.visible) return this.#keptBeside
    const { view } = this.#props()
    this.#keptBeside = this.#curves.map(({ other, probe, id, label, style }) => {
      if (other?.beside == null) return null
      const { run, curve } = other.beside
      const points = curve.pointsIn(view.by === 'step' ? view.range : null)
      const gaps = run.picture.state.gaps.get(probe) ?? NO_GAPS
      return this.#placed({ id: `${id} beside`, label, style: besideStyle(style), gaps, points }, run)
    })
    return this.#keptBeside
  })

  /** In the order of drawing: what is compared with lies beneath. */
  readonly all: readonly Line[] = $derived.by(() => [...this.#beside.filter((line) => line !== null), ...this.own])

  /** Whose each of them is, and what a file calls it. */
  named(): readonly NamedLine[] {
    const { subjects } = this.#props()
    const from = this.minus === null ? '' : ` − ${this.minus}`
    const nameOf = (i: number, label: string) => {
      const { name } = this.#curves[i]!
      return [subjects.length > 1 ? name : '', label].filter(Boolean).join(' ') + from
    }
    const beside = this.#beside.flatMap((line, i) => {
      const other = this.#curves[i]?.other?.beside
      if (line === null || other == null) return []
      const { run, curve } = other
      return [{ line, run: run.id, series: curve.series, label: `${line.label}, ${this.against?.name ?? run.id}` }]
    })
    const own = this.own.map((line, i) => {
      const { run, curve } = this.#curves[i]!
      return { line, run: run.id, series: `${curve.series}${from}`, label: nameOf(i, line.label) }
    })
    return [...beside, ...own]
  }

  /** The values at the cursor, or now; beside it, what the other run was at the same place. */
  readonly entries: LegendEntry[] = $derived.by(() => {
    const { pinned, plan, view } = this.#props()
    const place = pinned ?? view.cursor
    const around = pinned == null ? this.#around() : null
    return this.own.map(({ id, label, style, points }, i) => ({
      id,
      label,
      ...style,
      row: this.#curves[i]?.row,
      name: this.#curves[i]?.name,
      column: plan.series.length > 1 ? label : undefined,
      ...(pinned == null || view.pinned === null
        ? {
            ...saidAt(points, place ?? Infinity, around),
            beside: besideOf(this.#beside[i], place ?? lastStepOf(points) ?? Infinity, around),
            isDense: !points.exact || points.length > DENSE,
          }
        : this.#lookedBack(i, view.pinned)),
      why: this.#curves[i]?.run.picture.state.absent.get(this.#curves[i].curve.series)?.why ?? null,
    }))
  })

  /** Why there is nothing to draw; null where there is. */
  readonly empty = $derived.by(() => {
    const { plan, subjects, view } = this.#props()
    const curves = this.#curves
    if (!this.#wanted || curves.length === 0 || this.all.some(({ points }) => points.length > 0)) return null
    const isAnswered = curves.every(({ curve }) => curve.answered)
    return (
      whyNoDifference(
        this.minus,
        curves.map(({ other }) => other),
      ) ?? whyEmpty(plan, subjects, isAnswered, view.by)
    )
  })

  badge(logY: boolean, from: number, to: number): string {
    return linesBadge(this.all, this.minus === null ? null : this.own, logY, { from, to })
  }

  /** The very values at a step, not those of the bucket that is drawn there. */
  #lookedBack(i: number, step: number): Pick<LegendEntry, 'value' | 'beside'> {
    const { curve, other } = this.#curves[i]!
    const value = other?.difference ? other.difference.at(step) : (curve.at(step)?.value ?? null)
    const line = this.#beside[i]
    const theirs = other?.beside?.curve.at(step)?.value ?? null
    return { value, beside: line == null ? undefined : { ...line.style, value: theirs } }
  }

  #placed(line: Line, run: PanelRun): Line {
    if (this.#props().view.by === 'step') return line
    const clock = run.clock.points
    return { ...line, gaps: gapsInSeconds(line.gaps, clock), points: inSeconds(line.points, clock) }
  }
}
