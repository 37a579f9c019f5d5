import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { machineToken } from '#src/access/index.ts'
import { startHub } from '#src/hub/index.ts'
import { openStore } from '#src/store/index.ts'

const CHUNK = 4096

/**
 * How many points a second become durable through a real socket, from another process, beside how many the same SQLite
 * takes as raw chunks: the ratio is what the wire, the checks and the pyramid cost.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-bench-'))
  try {
    const raw = rawChunks(join(folder, 'raw.sqlite'), 1000)
    const oneSeries = await throughHub(join(folder, 'one'), { series: 1, points: CHUNK, messages: 1000 })
    const fiftySeries = await throughHub(join(folder, 'fifty'), { series: 50, points: 50 * 80, messages: 500 })
    const smallBatches = await throughHub(join(folder, 'small'), { series: 50, points: 50, messages: 2000 })
    return {
      rawPointsPerSecond: raw,
      hubPointsPerSecond: oneSeries,
      ratio: raw / oneSeries,
      fiftySeriesOf80PointsPerSecond: fiftySeries,
      fiftySeriesOfOnePointPerSecond: smallBatches,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function throughHub(folder: string, load: { series: number; points: number; messages: number }): Promise<number> {
  const store = await openStore(folder)
  const catalogue = { probes: [], detectors: [], experiments: [] }
  const hub = await startHub({ store, data: folder, port: 0, pageFolder: null, catalogue, version: 'bench' })
  const client = join(import.meta.dirname, 'ingest-client.ts')
  const { series, points, messages } = load
  const { stdout } = await promisify(execFile)(process.execPath, [
    client,
    hub.url,
    'bench',
    `${series}`,
    `${points}`,
    `${messages}`,
    machineToken(folder),
  ])
  const { seconds } = JSON.parse(stdout) as { seconds: number }
  const { points: stored } = await store.summary('bench')
  await hub.close()
  await store.close()
  if (stored !== points * messages) throw new Error(`Sent ${points * messages} points, stored ${stored}`)
  return stored / seconds
}

/** The same bytes as sealed chunks have, one commit each, and nothing else. */
function rawChunks(file: string, chunks: number): number {
  const db = new DatabaseSync(file)
  db.exec('pragma journal_mode = wal; pragma synchronous = full')
  db.exec('create table chunk (key integer primary key, steps blob, numbers blob)')
  const insert = db.prepare('insert into chunk (steps, numbers) values (?, ?)')
  const bytes = new Uint8Array(new Float64Array(CHUNK).fill(Math.PI).buffer)
  const start = performance.now()
  for (let i = 0; i < chunks; i++) insert.run(bytes, bytes)
  const seconds = (performance.now() - start) / 1000
  db.close()
  return (chunks * CHUNK) / seconds
}
