import type { OutputKind, QueryResult } from '#src/vocabulary/index.ts'
import {
  isSaidAgain,
  joined,
  lastStepOf,
  NO_POINTS,
  pointAt,
  pointsFromResult,
  rebased,
  within,
  type Points,
} from '#dashboard/series/points.ts'
import { damagedIn } from '#dashboard/series/damaged.ts'
import type { Curve } from '#dashboard/series/curve.ts'
import type { Range } from '#dashboard/series/range.ts'
import { NO_FRAMES, restacked, stacked, stackFromResult, type Stack } from '#dashboard/series/stack.ts'

/**
 * One series as the page holds it: an overview of all of it, and while a zoom lasts, a finer detail of that stretch.
 * Reading `points` or `stack` where something is drawn makes it drawn again when numbers arrive.
 */
export class LiveCurve implements Curve {
  readonly series: string
  readonly kind: OutputKind
  #version = $state(0)
  #overview: Points = NO_POINTS
  #detail: { readonly range: Range; readonly points: Points; readonly damaged: readonly Range[] } | null = null
  #spot: { readonly at: number; readonly points: Points } | null = null
  #stack: Stack = NO_FRAMES
  #answered = $state(false)
  #isStale = false
  #damaged: readonly Range[] = []

  constructor(series: string, kind: OutputKind) {
    this.series = series
    this.kind = kind
  }

  /** Whether the hub has answered what it has: before that, an empty curve means nothing. */
  get answered(): boolean {
    return this.#answered
  }

  get points(): Points {
    void this.#version
    return this.#overview
  }

  get stack(): Stack {
    void this.#version
    return this.#stack
  }

  get damaged(): readonly Range[] {
    void this.#version
    return this.#detail === null ? this.#damaged : damagedIn([this.#damaged, this.#detail.damaged])
  }

  /** The finest points held that cover `range`. */
  pointsIn(range: Range | null): Points {
    void this.#version
    const detail = this.#detail
    if (range === null || detail === null) return this.#overview
    return detail.range.from <= range.from && detail.range.to >= range.to ? detail.points : this.#overview
  }

  /**
   * Numbers that have just been measured, filled in, or logged late or again: they may lie before what is held. Whether they do: an
   * answer that is on its way may lack them.
   */
  grow(slice: QueryResult): boolean {
    let isLate = false
    if (this.kind !== 'scalar') {
      isLate = (slice.steps[0] ?? Infinity) <= (this.#stack.steps.at(-1) ?? -1)
      // Of frames that came faster than they were drawn, the hub drops the oldest.
      this.#isStale ||= !slice.exact
      this.#stack = stacked(this.#stack, stackFromResult(slice))
    } else {
      const fresh = pointsFromResult(slice)
      isLate = (fresh.steps[0] ?? Infinity) <= (lastStepOf(this.#overview) ?? -1)
      // Among buckets, nobody can tell which of them count a late point already; of a step that was measured again, how often it was.
      this.#isStale ||= isLate && (!this.#overview.exact || !fresh.exact || isSaidAgain(this.#overview, fresh))
      this.#overview = joined(this.#overview, fresh)
      const detail = this.#detail
      if (detail !== null) {
        this.#detail = { ...detail, points: joined(detail.points, within(fresh, detail.range)) }
      }
    }
    this.#version++
    return isLate
  }

  /** The hub's answer about the whole series. */
  rebase(slice: QueryResult): void {
    if (this.kind !== 'scalar') this.#stack = restacked(stackFromResult(slice), this.#stack)
    else this.#overview = rebased(pointsFromResult(slice), this.#overview)
    this.#damaged = damagedIn([slice.damaged])
    this.#answered = true
    this.#isStale = false
    this.#version++
  }

  /** The hub's answer about a zoomed stretch. */
  detail(range: Range, slice: QueryResult): void {
    this.#detail = { range, points: pointsFromResult(slice), damaged: damagedIn([slice.damaged]) }
    this.#version++
  }

  /** The hub's answer about the last measurement up to a step. */
  spot(at: number, slice: QueryResult): void {
    this.#spot = { at, points: pointsFromResult(slice) }
    this.#version++
  }

  /** What was measured last up to a step, and where; null where nothing was, or where only the hub can tell. */
  at(step: number): { readonly step: number; readonly value: number } | null {
    void this.#version
    if (this.#overview.exact) return pointAt(this.#overview, step)
    return this.#spot?.at === step ? pointAt(this.#spot.points, step) : null
  }

  /** Whether `range` could be drawn finer than what is held of it. */
  couldBeFiner({ from, to }: Range): boolean {
    const detail = this.#detail?.range
    const held =
      detail !== undefined && detail.from <= from && detail.to >= to && detail.to - detail.from < (to - from) * 2
    return this.kind === 'scalar' && !this.#overview.exact && !held
  }

  /** Whether the overview stands for every measurement there is. */
  get isWhole(): boolean {
    return this.#overview.exact
  }

  forgetDetail(): void {
    this.#detail = null
  }

  /** Whether what is held may lack or double something that came late: the hub knows better. */
  get isStale(): boolean {
    return this.#isStale
  }

  /** Whether more is held than an overview needs: time to ask the hub for a thinner one. */
  get overfull(): boolean {
    return this.kind !== 'scalar' ? this.#stack.steps.length > 900 : this.#overview.length > 5_000
  }
}
