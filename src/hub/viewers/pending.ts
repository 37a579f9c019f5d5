import { columnsOf, type Envelope, type RunId } from '#src/vocabulary/index.ts'
import type { ViewerFrame } from '#src/wire/query-results.ts'
import type { Holder } from './allowance.ts'
import { bytesOfHeld, holding, narrowed, resultOfHeld, type Held } from './held.ts'

/** What one viewer follows of one run and has not been sent yet. */
export class Pending implements Holder {
  readonly #run: RunId
  readonly #held = new Map<string, Held>()
  #followed: ReadonlySet<string> = new Set()
  #at = 0
  #batches = 0
  #bytes = 0

  constructor(run: RunId) {
    this.#run = run
  }

  get bytes(): number {
    return this.#bytes
  }

  get series(): number {
    return this.#held.size
  }

  /** Replaces what is followed. What waits of a series that stays followed goes on waiting. */
  follow(series: readonly string[]): void {
    this.#followed = new Set(series)
    for (const name of this.#held.keys()) if (!this.#followed.has(name)) this.#put(name, undefined)
  }

  /** Adds what is followed of one commit. */
  add(envelopes: readonly Envelope[], clockAheadMs: number): void {
    let counted = false
    for (const { run, at, report } of envelopes) {
      if (run !== this.#run) continue
      for (const column of columnsOf(report)) {
        if (!this.#followed.has(column.series) || column.steps.length === 0) continue
        this.#put(column.series, holding(this.#held.get(column.series), column))
        this.#at = Math.max(this.#at, at - clockAheadMs)
        counted = true
      }
    }
    if (counted) this.#batches++
  }

  narrow(bytesASeries: number): void {
    for (const [name, held] of this.#held) this.#put(name, narrowed(held, bytesASeries))
  }

  /** All that waits, as one frame; null if nothing does. */
  take(): ViewerFrame | null {
    if (this.#held.size === 0) return null
    const slices = Array.from(this.#held, ([series, held]) => resultOfHeld(this.#run, series, held))
    const frame = { run: this.#run, at: this.#at, conflated: Math.max(0, this.#batches - 1), slices }
    this.#held.clear()
    this.#bytes = 0
    this.#at = 0
    this.#batches = 0
    return frame
  }

  #put(series: string, held: Held | undefined): void {
    const before = this.#held.get(series)
    this.#bytes += (held === undefined ? 0 : bytesOfHeld(held)) - (before === undefined ? 0 : bytesOfHeld(before))
    if (held === undefined) this.#held.delete(series)
    else this.#held.set(series, held)
  }
}
