import { setTimeout as after } from 'node:timers/promises'
import { ignoreElements, lastValueFrom, Subject, takeUntil } from 'rxjs'
import { openStore } from '#src/store/index.ts'
import {
  BOUNDS,
  runtimeError,
  type AddressedCommand,
  type Command,
  type Envelope,
  type RunId,
  type WriterId,
} from '#src/vocabulary/index.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { firstOf, loadLink, openLeftOut } from '#trainer/link/index.ts'
import { interrupts$ } from '../processes/interrupt.ts'
import { hubToken } from '../hub-token.ts'
import { announcedHub } from '../serving.ts'
import { say } from '../terminal.ts'
import { writerSecret } from '../writer-secret.ts'

/** Where what was measured goes. It is on disk already: whatever does not arrive now is sent when observing begins again. */
export interface Delivery {
  send(envelopes: readonly Envelope[]): Promise<void>
  /** When everything has arrived, or nobody is to be waited for. */
  end(): Promise<void>
  /** At once, whatever has arrived. */
  abandon(): Promise<void>
}

/** A hub that is there and takes nothing is waited for no longer, once somebody wants this to end. */
const LAST_WORDS_MS = 5_000

/** Who reports of which run. */
export interface Sender {
  readonly run: RunId
  readonly writer: WriterId
  readonly data: string
  /** What the page commands, where the sender is the run's main writer. */
  readonly accepts: readonly Command['type'][]
  readonly commanded: (command: AddressedCommand) => void
  /** Resolves when somebody wants it to end. */
  readonly interrupted: Promise<unknown>
}

/** To a hub, which may be away for a while. */
export async function toHub(hub: string, sender: Sender): Promise<Delivery> {
  const { run, writer, data, accepts, commanded, interrupted } = sender
  const { link } = await loadLink()
  const envelope$ = new Subject<Envelope>()
  const isOwn = announcedHub(data) === hub
  const settings = {
    hub,
    folder: data,
    writer,
    token: (url: string) => hubToken(url, data),
    secret: () => writerSecret(data, run, writer),
    accepts,
    commands$: { next: commanded },
    hurry$: interrupts$,
    say,
    ...(isOwn && { moved: () => announcedHub(data) }),
  }
  const abandoned$ = new Subject<void>()
  const delivering$ = link(envelope$, settings).pipe(ignoreElements(), takeUntil(abandoned$))
  const delivered = lastValueFrom(delivering$, { defaultValue: null })
  async function abandon(): Promise<void> {
    abandoned$.next()
    await delivered
  }
  return {
    async send(envelopes) {
      for (const envelope of envelopes) envelope$.next(envelope)
      await Promise.resolve()
    },
    async end() {
      envelope$.complete()
      await Promise.race([delivered, interrupted.then(() => after(LAST_WORDS_MS, null, { ref: false }))])
      await abandon()
    },
    abandon,
  }
}

/** Into a data folder that no hub serves. */
export async function intoStore({ run, writer, data }: Sender): Promise<Delivery> {
  const store = await openStore(data)
  const leftOut = openLeftOut()
  async function send(envelopes: readonly Envelope[]): Promise<void> {
    for (let at = 0; at < envelopes.length;) {
      const batch = firstOf(envelopes.slice(at), envelopes[at]?.seq ?? 0, BOUNDS.reportsABatch)
      const [kept] = await store.ingest([{ run, writer, bytes: bytesFromReports(batch.map(leftOut.within)) }])
      if (kept?.ok === true) at += batch.length
      else if (kept?.never !== undefined) leftOut.add(kept.never, kept.why)
      else throw runtimeError(`${data} does not take what was measured of run ${run}: ${kept?.why}`)
    }
  }
  return { send, end: () => store.close(), abandon: () => store.close() }
}
