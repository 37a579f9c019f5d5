import { messageOf, type Query } from '#src/vocabulary/index.ts'
import { askDifference, type AskBoth, type Asked } from './ask-difference.ts'
import type { Curve, CurveDifference } from '#dashboard/series/curve.ts'
import { damagedIn } from '#dashboard/series/damaged.ts'
import type { Range } from '#dashboard/series/range.ts'
import { differenceOf } from '#dashboard/series/difference.ts'
import { lastStepOf, NO_POINTS, pointAt, type Points } from '#dashboard/series/points.ts'

type Stretch = Omit<Asked, 'points'>

const LOOK_MS = 120
/** A run that grows is asked again after so long, and not more than a fifth of the time. */
const GROWTH_MS = 2_000
const REST = 4

/**
 * One series of a run minus the same one of another, kept current. Where the page holds every measurement of both, it
 * subtracts those; else it asks the hub.
 */
export class DifferenceCurve implements CurveDifference {
  readonly #own: Curve
  readonly #other: Curve
  readonly #ask: AskBoth
  #version = $state(0)
  #problem = $state<string | null>(null)
  #held: { readonly stretch: Stretch; readonly points: Points; readonly tookMs: number } | null = null
  #wanted: Stretch | null = null
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(own: Curve, other: Curve, ask: AskBoth) {
    this.#own = own
    this.#other = other
    this.#ask = ask
  }

  /** Whether the hub has answered what it has of both: before that, no difference means nothing. */
  get answered(): boolean {
    void this.#version
    if (!this.#own.answered || !this.#other.answered) return false
    return this.#held !== null || (this.#own.isWhole && this.#other.isWhole)
  }

  get damaged(): readonly Range[] {
    return damagedIn([this.#own.damaged, this.#other.damaged])
  }

  /** Why the last query went unanswered. */
  get problem(): string | null {
    return this.#problem
  }

  /** The finest difference there is over `range`; what is asked for now is drawn when it comes. */
  pointsIn(range: Range | null, spacing: Query['spacing']): Points {
    const [own, other] = [this.#own.pointsIn(range), this.#other.pointsIn(range)]
    if (own.exact && other.exact) return differenceOf(own, other)
    void this.#version
    const last = Math.min(lastStepOf(this.#own.points) ?? -1, lastStepOf(this.#other.points) ?? -1)
    const from = Math.max(0, Math.floor(range?.from ?? 0))
    const to = Math.min(last, Math.ceil(range?.to ?? last))
    if (from > to) return NO_POINTS
    this.#want({ from, to, spacing })
    return this.#held?.points ?? NO_POINTS
  }

  /** The difference at the last common step up to this one; of thinned curves null where they were not measured at the same. */
  at(step: number): number | null {
    if (this.#own.isWhole && this.#other.isWhole)
      return pointAt(differenceOf(this.#own.points, this.#other.points), step)?.value ?? null
    const [own, other] = [this.#own.at(step), this.#other.at(step)]
    return own === null || other === null || own.step !== other.step ? null : own.value - other.value
  }

  /** A look elsewhere is answered soon; a run that grows is asked again now and then. */
  #want(wanted: Stretch): void {
    this.#wanted = wanted
    const held = this.#held?.stretch
    const isNear = held?.from === wanted.from && held.spacing === wanted.spacing
    if (this.#timer !== null || (isNear && held.to === wanted.to)) return
    const isGrowth = isNear && held.to < wanted.to
    const growthMs = Math.max(GROWTH_MS, REST * (this.#held?.tookMs ?? 0))
    this.#timer = setTimeout(() => void this.#fetch(), isGrowth || this.#problem !== null ? growthMs : LOOK_MS)
  }

  async #fetch(): Promise<void> {
    const stretch = this.#wanted!
    const began = performance.now()
    try {
      const points = await askDifference(this.#ask, stretch)
      this.#held = { stretch, points, tookMs: performance.now() - began }
      this.#problem = null
    } catch (error) {
      this.#problem = `The hub did not answer: ${messageOf(error)}`
    }
    this.#timer = null
    this.#version++
  }
}
