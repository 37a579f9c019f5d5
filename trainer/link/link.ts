import { join } from 'node:path'
import { Observable, type Observer } from 'rxjs'
import { pathIn, type AddressedCommand, type Envelope, type RunId } from '#src/vocabulary/index.ts'
import { connectTo } from './connection.ts'
import { openJournal } from './journal.ts'
import { openOutbox } from './outbox.ts'

export interface LinkSettings {
  /** The hub's address: `http://127.0.0.1:4747`. */
  readonly hub: string
  /** The token to show the hub at an address, or null; asked at each connection, since only a hub that is there can be known. */
  readonly token?: (hub: string) => Promise<string | null>
  /** Where a journal is kept when the hub stays away for long. */
  readonly folder: string
  /** Receives what the hub's viewers command. */
  readonly commands$?: Pick<Observer<AddressedCommand>, 'next'>
  /** Takes a line for the person at the terminal. */
  readonly say?: (line: string) => void
  /** How long, once the run has ended, a hub that is away is waited for; without it, until somebody ends the process. */
  readonly waitMs?: number
  /** Envelopes kept in memory before the journal takes over. */
  readonly mostInMemory?: number
}

/** Enough for some minutes without a hub at usual rates; a few megabytes. */
const MOST_IN_MEMORY = 20_000

/** After this long, whoever watches the terminal is told why the program does not end. */
const PATIENCE_MS = 2000

/**
 * Brings a run's envelopes to a hub, each once and in order, through any number of disconnections of either side,
 * and never makes the run wait. It emits nothing and completes when the run has ended and everything is durable at
 * the hub. Where that does not come about (the process exits before, or the hub refuses the run) the rest is left in
 * a journal, and the place is said.
 */
export function link(envelope$: Observable<Envelope>, settings: LinkSettings): Observable<never> {
  const { hub, token, folder, commands$, say = sayOnTerminal, mostInMemory = MOST_IN_MEMORY, waitMs } = settings
  return new Observable((subscriber) => {
    let run: RunId | null = null
    let ended = false
    let refused = false
    const journal = openJournal(() => journalPath(folder, run ?? 'unknown'))
    const outbox = openOutbox(journal, mostInMemory)
    const connection = connectTo(hub, token, {
      say,
      commanded: (command) => commands$?.next(command),
      welcomed(next) {
        if (outbox.rewind(next)) flush()
        else refuse(`it asks again for report ${next}, which it has acknowledged; has its data folder changed?`)
      },
      acknowledged(next) {
        outbox.acknowledge(next)
        flush()
      },
      refused: refuse,
    })

    function flush(): void {
      while (connection.free) {
        const batch = outbox.next()
        if (batch.length === 0) break
        connection.send(batch)
      }
      if (ended && (refused || outbox.length === 0)) subscriber.complete()
    }

    /** Waiting would not help: the run goes on without this hub. */
    function refuse(why: string): void {
      refused = true
      connection.close()
      say(`The hub at ${hub} does not accept run ${run}: ${why}`)
      flush()
    }

    function leaveBehind(): void {
      process.off('exit', leaveBehind)
      connection.close()
      if (outbox.length === 0) return journal.remove()
      say(
        `${outbox.length} reports of run ${run} have not reached the hub; they are stored in ${outbox.save()}; send them with: phasescope resend`,
      )
    }

    function sayWhatWaits(): void {
      say(
        `The run has ended; ${outbox.length} of its reports are waiting for the hub at ${hub}. Ctrl-C stores them in a journal`,
      )
    }

    process.once('exit', leaveBehind)
    subscriber.add(leaveBehind)
    subscriber.add(
      envelope$.subscribe({
        next(envelope) {
          outbox.put(envelope)
          if (run === null) connection.greet((run = envelope.run))
          flush()
        },
        error: (error: unknown) => subscriber.error(error),
        complete() {
          ended = true
          flush()
          const timer = setTimeout(sayWhatWaits, PATIENCE_MS)
          subscriber.add(() => clearTimeout(timer))
          if (waitMs === undefined) return
          const end = setTimeout(() => subscriber.complete(), waitMs)
          subscriber.add(() => clearTimeout(end))
        },
      }),
    )
  })
}

export function journalPath(folder: string, run: RunId): string {
  return pathIn(join(folder, 'journals'), run, '.journal')
}

function sayOnTerminal(line: string): void {
  process.stderr.write(`${line}\n`)
}
