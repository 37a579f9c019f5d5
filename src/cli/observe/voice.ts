import type { Report } from '#src/vocabulary/index.ts'
import type { Delivery } from './delivery.ts'
import type { Record } from './record.ts'

/** What is said of the run: first on disk, then sent, one thing after another. */
export interface Voice {
  /** The step that was measured last, of those that are the farthest. */
  readonly reached: number
  /** What the probes of these ids said at a step. */
  say(step: number, probes: readonly string[], reports: readonly Report[]): Promise<void>
  /** Who measures from now on or no more, since whoever observes named it. */
  tell(reports: readonly Report[]): Promise<void>
  /** Something that is not of a snapshot, at the step that was measured last, which it gives. */
  soon(reportAt: (step: number) => Report): number
  /** The last word, where the run is ours to end. */
  end(isOver: boolean): Promise<void>
}

/** `started`: the first word of a run that the folder itself is; null where another process reports the run. */
export function openVoice(record: Record, delivery: Delivery, started: Report | null): Voice {
  const before = record.groups.flatMap(({ envelopes }) => envelopes.map(({ report }) => report))
  let last = record.groups.reduce((step, group) => Math.max(step, group.step), 0)
  let hasBegun = started === null || before.length > 0
  let hasEnded = before.findLast(({ type }) => type === 'ended' || type === 'resumed')?.type === 'ended'
  let turn: Promise<void> = Promise.resolve()

  function opening(): Report[] {
    const first: Report[] = hasBegun || started === null ? [] : [started]
    const again: Report[] = hasEnded ? [{ type: 'resumed', step: last }] : []
    hasBegun = true
    hasEnded = false
    return [...first, ...again]
  }

  function say(step: number, probes: readonly string[], reports: readonly Report[], wishes = false): Promise<void> {
    const envelopes = record.add(step, probes, [...opening(), ...reports], wishes)
    last = Math.max(last, step)
    return (turn = turn.then(() => delivery.send(envelopes)))
  }

  return {
    get reached() {
      return last
    },
    say: (step, probes, reports) => say(step, probes, reports),
    tell: (reports) => (reports.length === 0 ? turn : say(last, [], reports, true)),
    soon(reportAt) {
      say(last, [], [reportAt(last)]).catch(() => {}) // whoever says the next thing is told
      return last
    },
    async end(isOver) {
      if (!isOver || started === null || hasEnded || !hasBegun) return turn
      const word = say(
        last,
        [],
        [{ type: 'ended', how: 'completed', step: last, msPerStep: 0, weights: '', why: null }],
      )
      hasEnded = true
      return word
    },
  }
}
