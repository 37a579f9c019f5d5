import { io } from 'socket.io-client'
import type { Report, Run } from '#src/vocabulary/index.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { greetingOf } from '../greeting.ts'
import type { Served } from '../served.ts'
import { enveloped, runOf } from '../src/store/reports.ts'

/** A run that goes on, of which a test says what happens: as its trainer would report it to a hub. */
export interface LiveRun {
  report(...reports: readonly Report[]): Promise<void>
  leave(): void
}

export async function liveRun(
  hub: Pick<Served, 'url' | 'token'>,
  id: string,
  run: Partial<Run> = {},
): Promise<LiveRun> {
  const socket = io(`${hub.url}/trainer`, { transports: ['websocket'], forceNew: true, auth: { token: hub.token } })
  let next = ((await socket.emitWithAck('hello', greetingOf(id))) as { next: number }).next
  async function report(...reports: readonly Report[]): Promise<void> {
    const bytes = bytesFromReports(enveloped(id, next, reports, Date.now()))
    next += reports.length
    const reply = (await socket.emitWithAck('reports', bytes)) as { ok: boolean; why?: string }
    if (!reply.ok) throw new Error(reply.why)
  }
  if (next === 0) await report({ type: 'started', run: { ...runOf(id), ...run }, probes: [], detectors: [] })
  return { report, leave: () => void socket.disconnect() }
}
