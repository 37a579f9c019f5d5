import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { cpuSecondsOf, startHub } from '../load/hub.ts'
import { openStoreClient } from '../load/store-client.ts'
import type { Load } from './ingest-client.ts'
import { spreadOf } from './spread.ts'

const CHUNK = 4096
const TURNS = 3
const RAW_CHUNKS = 500

/** `reports` a message and messages in flight: one at a time as a fast step gives them, or as a link that is behind sends them. */
const LOADS = {
  bulk: { series: 1, points: CHUNK, reports: 1, messages: 1000, inFlight: 8 },
  fiftySeriesOf80Points: { series: 50, points: 80, reports: 1, messages: 500, inFlight: 8 },
  fiftySeriesOfOnePoint: { series: 50, points: 1, reports: 1, messages: 6000, inFlight: 64 },
  fiftySeriesOfOnePointAsTheLinkSends: { series: 50, points: 1, reports: 256, messages: 60, inFlight: 4 },
} satisfies Record<string, Omit<Load, 'run'>>

/**
 * How many points a second become durable through a real socket, hub and trainer in a process each, beside how many the
 * same SQLite takes as raw chunks of 16 bytes a point: the ratio is what the wire, the checks and the pyramid leave of
 * it. Raw insertion is measured before and after each hub, so that whatever else the machine does falls on both; the hub's
 * processor time, its two busy threads together, says what is left when it does much.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const names = Object.keys(LOADS) as (keyof typeof LOADS)[]
  const raws = [rawChunks(RAW_CHUNKS)]
  const turns = names.map(() => ({
    pointsPerSecond: [] as number[],
    ofRaw: [] as number[],
    hubCpuMicrosAPoint: [] as number[],
  }))
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [i, name] of names.entries()) {
      const hub = await throughHub(LOADS[name])
      raws.push(rawChunks(RAW_CHUNKS))
      turns[i]!.pointsPerSecond.push(hub.pointsPerSecond)
      turns[i]!.ofRaw.push(hub.pointsPerSecond / ((raws.at(-2)! + raws.at(-1)!) / 2))
      turns[i]!.hubCpuMicrosAPoint.push(hub.cpuMicrosAPoint)
    }
  }
  const results = names.map((name, i) => {
    const spreads = Object.entries(turns[i]!).map(([figure, values]) => [figure, spreadOf(values)])
    return [name, { ...LOADS[name], ...Object.fromEntries(spreads) }]
  })
  return { turns: TURNS, rawPointsPerSecond: spreadOf(raws), ...Object.fromEntries(results) }
}

async function throughHub(load: Omit<Load, 'run'>): Promise<{ pointsPerSecond: number; cpuMicrosAPoint: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-bench-'))
  try {
    const client = join(import.meta.dirname, 'ingest-client.ts')
    const hub = await startHub(folder)
    const asked = JSON.stringify({ run: 'bench', ...load } satisfies Load)
    const before = cpuSecondsOf(hub.child.pid!)
    const { stdout } = await promisify(execFile)(process.execPath, [client, hub.url, hub.token, asked])
    const cpuSeconds = cpuSecondsOf(hub.child.pid!) - before
    // Killed, not ended: what was acknowledged has to be there.
    await hub.kill()
    const { seconds } = JSON.parse(stdout) as { seconds: number }
    await using store = await openStoreClient(folder)
    const sent = load.series * load.points * load.reports * load.messages
    const stored = await store.points('bench')
    if (stored !== sent) throw new Error(`Sent ${sent} points, stored ${stored}`)
    return { pointsPerSecond: stored / seconds, cpuMicrosAPoint: (cpuSeconds / stored) * 1e6 }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Points a second of the same bytes as sealed chunks have, one commit each, and nothing else. */
function rawChunks(chunks: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-bench-'))
  const db = new DatabaseSync(join(folder, 'raw.sqlite'))
  db.exec('pragma journal_mode = wal; pragma synchronous = full')
  db.exec('create table chunk (key integer primary key, steps blob, numbers blob)')
  const insert = db.prepare('insert into chunk (steps, numbers) values (?, ?)')
  const bytes = new Uint8Array(new Float64Array(CHUNK).fill(Math.PI).buffer)
  const start = performance.now()
  for (let i = 0; i < chunks; i++) insert.run(bytes, bytes)
  const seconds = (performance.now() - start) / 1000
  db.close()
  rmSync(folder, { recursive: true })
  return (chunks * CHUNK) / seconds
}
