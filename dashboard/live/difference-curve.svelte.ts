import { gridOver, messageOf, type Question, type Slice } from '#src/vocabulary/index.ts'
import type { Curve, Range } from './curve.svelte.ts'
import { differenceOf, differenceOfBuckets } from './difference.ts'
import { lastStepOf, NO_POINTS, pointsFromSlice, type Points } from './points.ts'

type Asked = Pick<Question, 'from' | 'to' | 'points' | 'spacing'>

/** So many measurements of either run are subtracted one by one; more are subtracted bucket by bucket. */
const MOST_POINTS = 16_384
const LOOK_MS = 120
const GROWTH_MS = 2_000

/**
 * One series of a run minus the same one of another, kept current. Where the page holds every measurement of both, it
 * subtracts those. Where it holds buckets, it asks the hub one question of both, so that their buckets agree.
 */
export class DifferenceCurve {
  readonly #own: Curve
  readonly #other: Curve
  readonly #ask: (asked: Asked) => Promise<readonly Slice[]>
  #version = $state(0)
  #trouble = $state<string | null>(null)
  #held: { readonly asked: Asked; readonly points: Points } | null = null
  #wanted: Asked | null = null
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(own: Curve, other: Curve, ask: (asked: Asked) => Promise<readonly Slice[]>) {
    this.#own = own
    this.#other = other
    this.#ask = ask
  }

  /** Whether the hub has answered what it has of both. */
  get answered(): boolean {
    return this.#own.answered && this.#other.answered
  }

  /** Why the last question went unanswered. */
  get trouble(): string | null {
    return this.#trouble
  }

  /** The finest difference there is over `range`; what is asked for now is drawn when it comes. */
  pointsIn(range: Range | null, spacing: Question['spacing']): Points {
    const [own, other] = [this.#own.pointsIn(range), this.#other.pointsIn(range)]
    if (own.exact && other.exact) return differenceOf(own, other)
    void this.#version
    const last = Math.min(lastStepOf(this.#own.points) ?? -1, lastStepOf(this.#other.points) ?? -1)
    const from = Math.max(0, Math.floor(range?.from ?? 0))
    const to = Math.min(last, Math.ceil(range?.to ?? last))
    if (from > to) return NO_POINTS
    this.#want({ from, to, points: MOST_POINTS, spacing })
    return this.#held?.points ?? NO_POINTS
  }

  /** A look elsewhere is answered soon; a run that grows is asked again now and then. */
  #want(wanted: Asked): void {
    this.#wanted = wanted
    const held = this.#held?.asked
    if (
      this.#timer !== null ||
      (held?.from === wanted.from && held.to === wanted.to && held.spacing === wanted.spacing)
    )
      return
    const isGrowth = held?.from === wanted.from && held.spacing === wanted.spacing && held.to! < wanted.to!
    const delay = isGrowth || this.#trouble !== null ? GROWTH_MS : LOOK_MS
    this.#timer = setTimeout(() => void this.#fetch(), delay)
  }

  async #fetch(): Promise<void> {
    const asked = this.#wanted!
    try {
      const [own, other] = (await this.#ask(asked)).map(pointsFromSlice)
      this.#held = { asked, points: subtracted(own!, other!, asked) }
      this.#trouble = null
    } catch (error) {
      this.#trouble = `The hub did not answer: ${messageOf(error)}`
    }
    this.#timer = null
    this.#version++
  }
}

function subtracted(own: Points, other: Points, { from, to, points, spacing }: Asked): Points {
  if (own.exact && other.exact) return differenceOf(own, other)
  return differenceOfBuckets(own, other, gridOver(from!, to!, points, spacing).place)
}
