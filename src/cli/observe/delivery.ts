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

/**
 * How long a hub that takes nothing is waited for once all is said: where somebody wants this to end, and else since it acknowledged
 * anything last.
 */
const LIMITS = { lastWordsMs: 5_000, silenceMs: 60_000 }

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

/** Where a hub is called, and by whom. */
export function addressOf(hub: string, { run, writer, data }: Sender) {
  const isOwn = announcedHub(data) === hub
  return {
    hub,
    writer,
    token: (url: string) => hubToken(url, data),
    secret: () => writerSecret(data, run, writer),
    ...(isOwn && { moved: () => announcedHub(data) }),
  }
}

/** To a hub, which may be away for a while. */
export async function toHub(hub: string, sender: Sender, limits = LIMITS): Promise<Delivery> {
  const { run, data, accepts, commanded, interrupted } = sender
  const silence = openSilence(limits.silenceMs)
  const { link } = await loadLink()
  const envelope$ = new Subject<Envelope>()
  const settings = {
    ...addressOf(hub, sender),
    folder: data,
    accepts,
    commands$: { next: commanded },
    hurry$: interrupts$,
    acknowledged: silence.heard,
    say,
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
      const last = interrupted.then(() => after(limits.lastWordsMs, null, { ref: false }))
      const silent = silence.passed().then(() => SILENT)
      const outcome = await Promise.race([delivered, last, silent])
      await abandon()
      if (outcome === SILENT)
        throw runtimeError(`The hub at ${hub} has taken nothing of run ${run} for ${limits.silenceMs / 1000} s; what was measured is kept, and delivered when you observe again`) // prettier-ignore
    },
    abandon,
  }
}

const SILENT = Symbol('silent')

/** Whether nothing is heard for so long. */
function openSilence(ms: number) {
  let last = performance.now()
  return {
    heard: () => void (last = performance.now()),
    async passed(): Promise<void> {
      last = performance.now()
      for (let left = ms; left > 0; left = last + ms - performance.now()) await after(left, null, { ref: false })
    },
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
