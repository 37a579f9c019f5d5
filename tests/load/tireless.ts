import type { Envelope, RunId } from '#src/vocabulary/index.ts'
import { enveloped, startedReport } from '../src/store/reports.ts'
import { ConnectionLost, Refused, trainerOf, type Address, type TrainerClient } from './hub-client.ts'

/** A trainer that sends Reports as long as it is let, some messages ahead, and comes back whenever its hub does. */
export interface Tireless {
  /** Reports that the hub has said are durable. */
  readonly acknowledged: number
  /** What the hub said when it refused. */
  readonly refusals: readonly string[]
  /** Resolves when so many more Reports were sent, acknowledged or refused; rejects if the hub ever breaks its word. */
  more(reports: number, what: keyof Counts): Promise<void>
  /** Sends no more, and resolves when each that was sent is answered or lost. */
  stop(): Promise<void>
}

interface Counts {
  sent: number
  acknowledged: number
  refused: number
}

const REPORTS_A_MESSAGE = 2
const IN_FLIGHT = 4
/** Before it knocks again. */
const PAUSE_MS = 20

/** `reportOf` gives the Report of each number from 1 on, always the same: it may have to be sent again. */
export function sendTirelessly(hub: Address, run: RunId, reportOf: (seq: number) => Envelope): Tireless {
  const counts: Counts = { sent: 0, acknowledged: 0, refused: 0 }
  const refusals: string[] = []
  let waiting: { what: keyof Counts; at: number; resolve: () => void; reject: (why: unknown) => void }[] = []
  let failure: unknown = null
  let isOver = false
  let acknowledged = 0

  function count(what: keyof Counts, reports: number): void {
    counts[what] += reports
    const due = waiting.filter((one) => counts[one.what] >= one.at)
    waiting = waiting.filter((one) => !due.includes(one))
    for (const one of due) one.resolve()
  }

  function fail(why: unknown): void {
    failure = why
    isOver = true
    for (const one of waiting) one.reject(why)
    waiting = []
  }

  async function connection(): Promise<void> {
    const trainer = await trainerOf(hub, run)
    try {
      // What was acknowledged is durable: a hub that wants less has lost it.
      if (trainer.next < acknowledged) {
        throw new Error(`The hub acknowledged ${acknowledged} reports and asks again for report ${trainer.next}`)
      }
      if (trainer.next === 0) await trainer.send(enveloped(run, 0, [startedReport(run)]))
      let next = Math.max(1, trainer.next)
      const take = () => (next += REPORTS_A_MESSAGE) - REPORTS_A_MESSAGE
      await Promise.all(Array.from({ length: IN_FLIGHT }, () => pump(trainer, take)))
    } finally {
      trainer.close()
    }
  }

  async function pump(trainer: TrainerClient, take: () => number): Promise<void> {
    while (!isOver) {
      const from = take()
      const answer = trainer.send(Array.from({ length: REPORTS_A_MESSAGE }, (_, i) => reportOf(from + i)))
      count('sent', REPORTS_A_MESSAGE)
      const next = await answer
      const fresh = next - acknowledged
      acknowledged = Math.max(acknowledged, next)
      if (fresh > 0) count('acknowledged', fresh)
    }
  }

  async function forever(): Promise<void> {
    while (!isOver) {
      try {
        await connection()
      } catch (error) {
        if (error instanceof ConnectionLost) await pause()
        else if (error instanceof Refused) {
          refusals.push(error.message)
          count('refused', 1)
          await pause()
        } else fail(error)
      }
    }
  }

  const done = forever()
  return {
    get acknowledged() {
      return acknowledged
    },
    refusals,
    more(reports, what) {
      if (failure !== null) return Promise.reject(failure as Error)
      return new Promise((resolve, reject) => waiting.push({ what, at: counts[what] + reports, resolve, reject }))
    },
    async stop() {
      isOver = true
      await done
      if (failure !== null) throw failure as Error
    },
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
