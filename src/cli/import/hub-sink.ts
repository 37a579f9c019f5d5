import { BOUNDS, columnsOf, runtimeError, TRAINER, type Envelope, type RunId } from '#src/vocabulary/index.ts'
import type { RunView } from '#src/wire/protocol.ts'
import { loadConnection } from '#trainer/link/index.ts'
import { askHub } from '../ask-hub.ts'
import { hubHeaders, hubToken } from '../hub-token.ts'
import { announcedHub } from '../serving.ts'
import { writerSecret } from '../writer-secret.ts'
import type { RunWriter, Sink } from './sink.ts'

/** Bytes that are on their way before more is read. */
const ON_THEIR_WAY = 2 * BOUNDS.batchBytes

/** Brings imported runs to a hub, of which a log that is followed is seen as it grows. */
export function openHubSink(hub: string, data: string, say: (line: string) => void): Sink {
  const ask = async <T>(path: string) => askHub<T>(hub, path, { headers: await hubHeaders(hub, data) })
  return {
    async stored(run) {
      const runs = await ask<readonly unknown[]>(`/api/runs?where=${encodeURIComponent(`id = "${run}"`)}&archived=also`)
      if (runs.length === 0) return null
      const { summary, series } = await ask<RunView>(`/api/runs/${encodeURIComponent(run)}`)
      return {
        status: summary.status,
        run: summary.run,
        series: new Map(series.map((one) => [one.name, one])),
      }
    },
    writer: (run) => hubWriter(hub, data, run, say),
    close: () => Promise.resolve(),
  }
}

/**
 * Sends a run's Reports and keeps what the hub has not acknowledged. A hub that is gone is waited for: the log is still there, so that
 * nothing is lost, whoever is ended meanwhile.
 */
async function hubWriter(hub: string, data: string, run: RunId, say: (line: string) => void): Promise<RunWriter> {
  const { connectTo } = await loadConnection()
  const isOwn = announcedHub(data) === hub
  /** What is not acknowledged, and the number of the first of it; NaN before the hub has said where to begin. */
  const waiting: Envelope[] = []
  let first = NaN
  /** How many of these were sent on this connection. */
  let sent = 0
  let bytes = 0
  let failure: Error | null = null
  let wake = () => {}

  const connection = connectTo(
    {
      hub,
      token: (url) => hubToken(url, data),
      secret: (of) => writerSecret(data, of, TRAINER),
      accepts: [],
      ...(isOwn && { moved: () => announcedHub(data) }),
    },
    {
      say,
      commanded: ({ answer }) => answer({ ok: false, why: 'This run is imported; nobody trains it here' }),
      welcomed(next) {
        if (Number.isNaN(first)) first = next
        if (next < first)
          return fail(
            `The hub at ${hub} asks again for report ${next} of run '${run}', which it has acknowledged; import it again`,
          )
        acknowledged(next)
        sent = 0
        pump()
      },
      acknowledged(next) {
        acknowledged(next)
        pump()
      },
      away: () => {},
      refused: (why) => fail(`The hub at ${hub} does not accept run '${run}': ${why}`),
    },
  )

  function fail(why: string): void {
    failure ??= runtimeError(why)
    connection.close()
    wake()
  }

  function acknowledged(next: number): void {
    const done = waiting.splice(0, Math.max(0, next - first))
    for (const envelope of done) bytes -= sizeOf(envelope)
    first += done.length
    sent = Math.max(0, sent - done.length)
    wake()
  }

  function pump(): void {
    while (connection.free && sent < waiting.length) {
      let [to, size] = [sent, 0]
      while (to < waiting.length && to - sent < BOUNDS.reportsABatch && (to === sent || size < BOUNDS.batchBytes))
        size += sizeOf(waiting[to++]!)
      const batch = waiting.slice(sent, to)
      sent = to
      connection.send(batch)
    }
  }

  async function until(isSo: () => boolean): Promise<void> {
    while (failure === null && !isSo()) await new Promise<void>((resolve) => (wake = resolve))
    if (failure !== null) throw failure
  }

  connection.greet(run)
  await until(() => !Number.isNaN(first))
  let seq = first
  return {
    async send(reports) {
      for (const { report, at } of reports) {
        const envelope: Envelope = { run, seq: seq++, at, report }
        waiting.push(envelope)
        bytes += sizeOf(envelope)
      }
      pump()
      await until(() => bytes < ON_THEIR_WAY)
    },
    flushed: () => until(() => waiting.length === 0),
    close: () => connection.close(),
  }
}

function sizeOf({ report }: Envelope): number {
  return columnsOf(report).reduce((sum, { steps, values }) => sum + steps.byteLength + values.byteLength, 100)
}
