import {
  BOUNDS,
  messageOf,
  type AddressedCommand,
  type Command,
  type Report,
  type RunId,
} from '#src/vocabulary/index.ts'
import { connectTo, lastStepOf, openOutbox, type Connection } from '#trainer/link/anywhere.ts'
import { newHowFar } from './how-far.ts'
import type { Keeping } from './keeping.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { newWaiting } from './waiting.ts'

/** What is not acknowledged by then goes to the journal, where there is one, and what comes after it as often. */
const JOURNAL_AFTER_MS = 400
/** A journal that cannot be read is read again after it. */
const READ_AGAIN_MS = 5000
/** How long a run that goes on asks its hub where it was. */
const ASK_MS = 10_000

/** Brings what a run reports to its hub, each Report once and in order, and what its hub does not take to the journal. */
export interface Delivery {
  /** Reports that have not reached it. */
  readonly waiting: number
  push(report: Report): void
  /** What is obeyed has changed. */
  greet(): void
  /** Resolves with the number that the hub wants, or with null where it is not there, or does not answer for ten seconds. */
  wanted(): Promise<number | null>
  /** Stores what is held at once: the training does not come to wait. */
  storeNow(): void
  /** When all is at the hub, or has waited for so long; `away`: for so long where there is no hub. */
  finished(waitMs: { readonly most: number; readonly away: number }): Promise<void>
  /** What has not reached the hub stays in the journal, which is said. Waits for nothing. */
  leave(): void
}

/** The hub, as it is asked for at each call. */
export interface HubAsked {
  readonly url: string
  readonly moved: () => string
  readonly token: (url: string) => Promise<string | null>
  readonly accepts: () => readonly Command['type'][]
  readonly commanded: (command: AddressedCommand) => void
}

/** `hub` is null where none is to be called: the journal takes all of it. */
export function openDelivery(
  run: RunId,
  keeping: Keeping,
  hub: HubAsked | null,
  say: (sentence: string) => void,
): Delivery {
  const { journal, left } = keeping
  const room = { reports: BOUNDS.reportsInMemory, bytes: BOUNDS.memoryBytes, journalBytes: Infinity }
  const outbox = openOutbox(journal, { ...room, writeMs: JOURNAL_AFTER_MS, say }, left?.from)
  const howFar = newHowFar(left?.from ?? 0, left?.lastStep(null) ?? -1)
  const waiting = newWaiting()
  const flush = oneAtATime(sendAll, READ_AGAIN_MS, (why) => say(`Cannot read what is stored for the hub: ${why}`))
  let next = left?.behind ?? 0
  let toldAs = ''
  let late: ReturnType<typeof setTimeout> | undefined
  let connection: Connection | null = null

  function put(report: Report): void {
    const seq = next++
    howFar.pushed(seq, lastStepOf(report))
    outbox.put({ run, seq, at: Date.now(), report })
  }

  function tellHowFar(): void {
    const word = howFar.word(journal.end)
    const text = JSON.stringify(word)
    if (text === toldAs) return
    toldAs = text
    keeping.tellHowFar(word)
  }

  /** The hub has not taken it for too long: the journal has to. */
  function storeSoon(): void {
    late ??= setTimeout(() => {
      late = undefined
      if (outbox.length > 0) outbox.store()
    }, JOURNAL_AFTER_MS)
  }

  function taken(): void {
    clearTimeout(late)
    late = undefined
    waiting.moved()
    tellHowFar()
    flush()
  }

  async function sendAll(): Promise<void> {
    while (connection?.free === true) {
      const batch = await outbox.next()
      const last = batch.at(-1)
      if (last === undefined) break
      if (!connection.free) break // it is another connection, which begins where its hub wants
      howFar.sent(last.seq + 1)
      tellHowFar() // before the hub can have it
      connection.send(batch)
    }
    if (outbox.length > 0) storeSoon()
  }

  function welcomed(wanted: number): void {
    waiting.heard(wanted)
    if (wanted <= next && outbox.rewind(wanted)) {
      howFar.acknowledged(wanted)
      return taken()
    }
    const why = `it asks for report ${wanted}, which is not here; has its data folder changed?`
    say(`The hub does not accept the run: ${why} Everything is kept`)
    waiting.gone()
    connection?.hold(why)
  }

  for (let seq = next; left !== null && seq < left.next; seq++) put({ type: 'measured', columns: [] })
  if (hub === null) outbox.store()
  else {
    connection = connectTo(
      {
        ...{ hub: hub.url, moved: hub.moved, token: hub.token, secret: keeping.secret },
        get accepts() {
          return hub.accepts()
        },
      },
      {
        say,
        welcomed,
        commanded: hub.commanded,
        acknowledged(upTo) {
          outbox.acknowledge(upTo)
          howFar.acknowledged(upTo)
          taken()
        },
        away() {
          waiting.gone()
          storeSoon()
        },
        refused() {
          waiting.gone()
          storeSoon()
        },
      },
    )
    connection.greet(run)
  }

  return {
    get waiting() {
      return outbox.length
    },
    push(report) {
      put(report)
      flush()
    },
    greet: () => connection?.greet(run),
    wanted: () => (hub === null ? Promise.resolve(null) : waiting.wanted(ASK_MS)),
    storeNow() {
      outbox.storeNow()
      tellHowFar()
    },
    finished: ({ most, away }) => (hub === null ? Promise.resolve() : waiting.over(() => outbox.length, most, away)),
    leave() {
      connection?.close()
      clearTimeout(late)
      const left = `${outbox.length} reports of run ${run} have not reached the hub`
      try {
        if (outbox.length === 0) journal.clearNow()
        else
          say(`${left}; they are stored in ${outbox.save()}; send them with: phasescope resend --data ${keeping.data}`)
      } catch (error) {
        say(`${left}, and are lost: ${messageOf(error)}`)
      }
      tellHowFar()
      keeping.close()
    },
  }
}
