import { Observable } from 'rxjs'
import { BOUNDS, messageOf, type Envelope, type RunId } from '#src/vocabulary/index.ts'
import { connectTo } from './connection.ts'
import { openJournal } from './journal.ts'
import { journalPath } from './journal-path.ts'
import { openOutbox } from './outbox.ts'
import type { LinkSettings } from './settings.ts'

/** A hub that is started again within it finds everything in memory. */
const JOURNAL_AFTER_MS = 1000
/** A hub that is there and acknowledges nothing for so long is as good as away. */
const SILENCE_MS = 5000

/** After this long, whoever watches the terminal is told why the program does not end. */
const PATIENCE_MS = 2000
/** A journal that cannot be read, and a hub that wants what is not there, are tried again after it. */
const READ_AGAIN_MS = 5000

/**
 * Brings a run's envelopes to a hub, each once and in order, through any number of disconnections of either side, and
 * never makes the run wait: whatever becomes of the hub or the disk, it goes on. It emits nothing and completes when the
 * run has ended and everything is durable at the hub. Where that does not come about (the process exits before, or the hub
 * refuses the run) the rest is left in a journal, and the place is said.
 *
 * What a `kill -9` of this process can cost: nothing that the hub has acknowledged or that is in the journal. That is all but
 * the last half second, once the hub has been away for one second, or silent for five.
 */
export function link(envelope$: Observable<Envelope>, settings: LinkSettings): Observable<never> {
  const { folder, commands$, say = sayOnTerminal, waitMs, hurry$ } = settings
  const { journalAfterMs = JOURNAL_AFTER_MS } = settings
  return new Observable((subscriber) => {
    let run: RunId | null = null
    let ended = false
    let refused = false
    let hurried = false
    let isToldWhatWaits = false
    let isFlushing = false
    let flushAgain = false
    let silence: NodeJS.Timeout | undefined
    let absence: NodeJS.Timeout | undefined
    const journal = openJournal(() => journalPath(folder, run ?? 'unknown', settings.writer))
    const outbox = openOutbox(journal, {
      reports: settings.mostInMemory ?? BOUNDS.reportsInMemory,
      bytes: settings.memoryBytes ?? BOUNDS.memoryBytes,
      journalBytes: settings.journalBytes ?? BOUNDS.journalBytes,
      say,
      ...settings.disk,
    })
    const connection = connectTo(settings, {
      say,
      commanded: (command) => commands$?.next(command),
      welcomed(next) {
        clearTimeout(absence)
        absence = undefined
        if (outbox.rewind(next)) {
          refused = false
          return flush()
        }
        refuse(next)
        connection.hold('it wants what is not there')
      },
      acknowledged(next) {
        clearTimeout(silence)
        silence = undefined
        outbox.acknowledge(next)
        settings.acknowledged?.(next)
        flush()
      },
      away() {
        absence ??= after(journalAfterMs, outbox.store)
        finish()
      },
      refused() {
        refused = true
        finish()
      },
    })

    function after(ms: number, work: () => void): NodeJS.Timeout {
      return setTimeout(work, ms).unref()
    }

    function flush(): void {
      if (isFlushing) return void (flushAgain = true)
      isFlushing = true
      sendAll()
        .catch((error: unknown) => {
          say(`Cannot read what is stored for the hub: ${messageOf(error)}`)
          after(READ_AGAIN_MS, flush)
        })
        .finally(() => {
          isFlushing = false
          if (flushAgain) flush()
          else finish()
        })
    }

    async function sendAll(): Promise<void> {
      flushAgain = false
      while (connection.free) {
        const batch = await outbox.next()
        if (batch.length === 0) break
        if (!connection.free) {
          flushAgain = connection.welcome
          break
        }
        connection.send(batch)
      }
      if (outbox.length > 0) silence ??= after(journalAfterMs + SILENCE_MS, outbox.store)
    }

    function finish(): void {
      if (!ended) return
      // What a hub does not want is left on disk, and where the disk takes nothing the hub is asked again.
      const isHopeless = (refused && !outbox.isInMemoryOnly) || (hurried && !connection.welcome)
      if (outbox.length === 0 || isHopeless) subscriber.complete()
    }

    /** It may be that its folder comes back; until then it can have nothing more of this run. */
    function refuse(next: number): void {
      if (!refused)
        say(
          `The hub at ${connection.hub} does not accept run ${run}: it asks again for report ${next}, which it has acknowledged; has its data folder changed? Everything since is kept`,
        )
      refused = true
      finish()
    }

    function leaveBehind(): void {
      process.off('exit', leaveBehind)
      connection.close()
      clearTimeout(silence)
      clearTimeout(absence)
      if (outbox.length === 0) return journal.clearNow()
      try {
        say(
          `${outbox.length} reports of run ${run} have not reached the hub; they are stored in ${outbox.save()}; send them with: phasescope resend`,
        )
      } catch (error) {
        const left = journal.end === null ? 'none of them is stored' : `those that are stored are in ${journal.path}`
        say(`${outbox.length} reports of run ${run} have not reached the hub; ${left}: ${messageOf(error)}`)
      }
    }

    /** A hub that is there and slow is at work, and needs no word. */
    function sayWhatWaits(): void {
      if (isToldWhatWaits || connection.welcome) return
      isToldWhatWaits = true
      say(
        `The run has ended; ${outbox.length} of its reports are waiting for the hub at ${connection.hub}. Ctrl-C stores them in a journal`,
      )
    }

    process.once('exit', leaveBehind)
    subscriber.add(leaveBehind)
    subscriber.add(
      hurry$?.subscribe(() => {
        hurried = true
        finish()
      }),
    )
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
          finish()
          const timer = setInterval(sayWhatWaits, PATIENCE_MS)
          subscriber.add(() => clearInterval(timer))
          if (waitMs === undefined) return
          const end = setTimeout(() => subscriber.complete(), waitMs)
          subscriber.add(() => clearTimeout(end))
        },
      }),
    )
  })
}

function sayOnTerminal(line: string): void {
  process.stderr.write(`${line}\n`)
}
