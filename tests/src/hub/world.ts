import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import { machineToken } from '#src/access/index.ts'
import type { HubOptions } from '#src/hub/hub.ts'
import { startHub, type Hub } from '#src/hub/index.ts'
import { openStore } from '#src/store/index.ts'
import { openSqlite, type Sqlite } from '#src/store/sqlite/sqlite.ts'
import type { Envelope, RunId } from '#src/vocabulary/index.ts'
import type { TrainerGreeting } from '#src/schema/events.ts'
import type { HubToTrainer, HubToViewer, TrainerToHub, ViewerToHub } from '#src/wire/protocol.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { greetingOf } from '../../greeting.ts'

export type TrainerClient = Socket<HubToTrainer, TrainerToHub>
export type ViewerClient = Socket<HubToViewer, ViewerToHub>

/** A hub over a store in a folder of its own, and real sockets to it. */
export interface World {
  readonly folder: string
  /** What the hub has stored, looked at beside it. */
  readonly store: Sqlite
  readonly hub: Hub
  /** Allows everything; its sockets have it. */
  readonly token: string
  trainer(run: RunId, changed?: Partial<TrainerGreeting>): Promise<TrainerClient>
  viewer(): Promise<ViewerClient>
  close(): Promise<void>
}

export async function startWorld(options: Partial<HubOptions> = {}, folder = newFolder()): Promise<World> {
  const own = await openStore(folder)
  const store = openSqlite(folder)
  const catalogue = { probes: [], detectors: [], launchable: () => Promise.resolve({ experiments: [], faults: [] }) }
  const hub = await startHub({
    store: own,
    data: folder,
    port: 0,
    pageFolder: null,
    catalogue,
    version: '0.1.0',
    graceMs: 300,
    // However slow the machine is, no viewer that draws is taken for one that sleeps.
    drawnMs: 3_600_000,
    ...options,
  })
  const token = machineToken(folder)
  const speaking = {
    transports: ['websocket'],
    forceNew: true,
    auth: { token },
    ...(options.tls && { ca: options.tls.certificate }),
  }
  const sockets: { disconnect(): unknown }[] = []
  return {
    folder,
    store,
    hub,
    token,
    async trainer(run, changed) {
      const socket: TrainerClient = io(`${hub.url}/trainer`, speaking)
      sockets.push(socket)
      const reply = await socket.emitWithAck('hello', greetingOf(run, changed))
      if (!reply.ok) throw new Error(reply.why)
      return socket
    },
    async viewer() {
      const socket: ViewerClient = io(`${hub.url}/viewer`, speaking)
      sockets.push(socket)
      return socket
    },
    async close() {
      for (const socket of sockets) socket.disconnect()
      await hub.close()
      store.close()
      await own.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'phasescope-hub-'))
}

export function send(trainer: TrainerClient, envelopes: readonly Envelope[]) {
  return trainer.emitWithAck('reports', bytesFromReports(envelopes))
}

/**
 * Waits until `look` gives something that is not null; what is awaited arrives by an event or not at all, and within
 * so long on the busiest machine.
 */
export async function eventually<T>(look: () => T | null | undefined | false, withinMs = 500_000): Promise<T> {
  const end = Date.now() + withinMs
  for (;;) {
    const seen = look()
    if (seen !== null && seen !== undefined && seen !== false) return seen
    if (Date.now() > end) throw new Error(`Nothing of the kind within ${withinMs} ms: ${look.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
