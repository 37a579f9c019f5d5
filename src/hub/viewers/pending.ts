import { columnsOf, type Envelope, type RunId } from '#src/vocabulary/index.ts'
import type { ViewerFrame } from '#src/wire/query-results.ts'
import { holding, resultOfHeld, type Held } from './held.ts'

/** What one viewer follows of one run and has not been sent yet. */
export class Pending {
  readonly #run: RunId
  readonly #held = new Map<string, Held>()
  #followed: ReadonlySet<string> = new Set()
  #at = 0
  #batches = 0

  constructor(run: RunId) {
    this.#run = run
  }

  /** Replaces what is followed. What waits of a series that stays followed goes on waiting. */
  follow(series: readonly string[]): void {
    this.#followed = new Set(series)
    for (const name of this.#held.keys()) if (!this.#followed.has(name)) this.#held.delete(name)
  }

  /** Adds what is followed of one commit. */
  add(envelopes: readonly Envelope[], clockAheadMs: number): void {
    let counted = false
    for (const { run, at, report } of envelopes) {
      if (run !== this.#run) continue
      for (const column of columnsOf(report)) {
        if (!this.#followed.has(column.series) || column.steps.length === 0) continue
        this.#held.set(column.series, holding(this.#held.get(column.series), column))
        this.#at = Math.max(this.#at, at - clockAheadMs)
        counted = true
      }
    }
    if (counted) this.#batches++
  }

  /** All that waits, as one frame; null if nothing does. */
  take(): ViewerFrame | null {
    if (this.#held.size === 0) return null
    const slices = Array.from(this.#held, ([series, held]) => resultOfHeld(this.#run, series, held))
    const frame = { run: this.#run, at: this.#at, conflated: Math.max(0, this.#batches - 1), slices }
    this.#held.clear()
    this.#at = 0
    this.#batches = 0
    return frame
  }
}
