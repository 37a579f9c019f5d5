import { paramsFromView, viewFromParams, type Twin, type ViewAddress } from './address.ts'
import { rounded, zoomOf } from './zoom.ts'
import type { PanelView } from '#dashboard/panels/panel-view.ts'
import type { Picked } from '../plots/scene.ts'
import type { Range } from '#dashboard/series/range.ts'
import { NO_SMOOTHING, type Smoothing } from '#dashboard/series/smooth.ts'

/**
 * How all charts of a page look at their runs: one x axis, one zoom, one cursor. While no zoom is set the charts
 * follow the latest step; a zoom stays where it was put, whatever arrives, and so does a pinned step.
 */
export class View implements PanelView {
  logX = $state(false)
  by = $state<'step' | 'time'>('step')
  #range = $state.raw<Range | null>(null)
  /** Where the x axis begins; -Infinity where x may have either sign. */
  least = 0
  /** Where the pointer is, in the units of the x axis. */
  cursor = $state.raw<number | null>(null)
  /** The step that is looked back at, by step or by time; null for the latest. */
  pinned = $state.raw<number | null>(null)
  twin = $state<Twin>('alone')
  symmetric = $state(false)
  /** Whether what the run is made of is shown, where somebody said so. */
  head = $state<'open' | 'closed' | null>(null)
  symmetricLog = $state(false)
  smoothing = $state.raw<Smoothing>(NO_SMOOTHING)
  /** The place on a chart that was clicked, of which the page may say what can be done there. */
  picked = $state.raw<Picked | null>(null)
  #flippedY = $state.raw<readonly string[]>([])
  #choices = $state.raw<Readonly<Record<string, string>>>({})

  constructor(params: URLSearchParams) {
    this.open(params)
  }

  /** Looks as an address says. */
  open(params: URLSearchParams): void {
    const { logX, by, range, pinned, flippedY, twin, symmetric, head, choices, symmetricLog, smoothing } =
      viewFromParams(params)
    this.logX = logX
    this.by = by
    this.#range = range
    this.pinned = pinned
    this.#flippedY = flippedY
    this.twin = twin
    this.symmetric = symmetric
    this.head = head
    this.#choices = choices
    this.cursor = null
    this.picked = null
    this.symmetricLog = symmetricLog
    this.smoothing = smoothing
  }

  get range(): Range | null {
    return this.#range
  }
  /** What is no stretch of the axis changes nothing. */
  set range(wanted: Range | null) {
    const zoom = wanted === null ? null : zoomOf(wanted, this.least)
    if (zoom !== null) this.#range = rounded(zoom)
    else if (wanted === null) this.#range = null
  }

  get address(): ViewAddress {
    const { logX, by, range, pinned, twin, symmetric, head, symmetricLog, smoothing } = this
    const [flippedY, choices] = [this.#flippedY, this.#choices]
    return { logX, by, range, pinned, flippedY, twin, symmetric, head, choices, symmetricLog, smoothing }
  }

  params(current: URLSearchParams): URLSearchParams {
    return paramsFromView(current, this.address)
  }

  logY(panel: string, declared: 'linear' | 'log'): boolean {
    return (declared === 'log') !== this.#flippedY.includes(panel)
  }

  flipY(panel: string): void {
    const flipped = this.#flippedY
    this.#flippedY = flipped.includes(panel) ? flipped.filter((id) => id !== panel) : [...flipped, panel]
  }

  choiceOf(panel: string): string | null {
    return Object.hasOwn(this.#choices, panel) ? this.#choices[panel]! : null
  }

  choose(panel: string, what: string | null): void {
    const { [panel]: _, ...others } = this.#choices
    this.#choices = what === null ? others : { ...others, [panel]: what }
  }

  /** A zoom in steps means nothing in seconds. */
  measureBy(by: 'step' | 'time'): void {
    if (by === this.by) return
    this.by = by
    this.range = null
    this.cursor = null
    this.picked = null
  }
}
