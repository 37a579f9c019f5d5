import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as after } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import { expect, test } from 'vitest'
import { machineToken } from '#src/access/index.ts'
import { openSqlite } from '#src/store/sqlite/sqlite.ts'
import type { Envelope } from '#src/vocabulary/index.ts'
import type { HubToTrainer, TrainerToHub } from '#src/wire/protocol.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { freePort, temporaryFolder } from '../phasescope.ts'
import { PATIENCE } from './killed.ts'
import { enveloped, measuredReport, scalarColumn, startedReport } from '../src/store/reports.ts'
import { greetingOf } from '../greeting.ts'

const SERIES = Array.from({ length: 10 }, (_, i) => `probe/${i}`)
const STEPS_A_BATCH = 37
const KILLS = 8

/** Report n holds the next 37 steps of every series: all of it follows from n, so anything can be sent again. */
function reportOf(seq: number): Envelope {
  const steps = Array.from({ length: STEPS_A_BATCH }, (_, i) => (seq - 1) * STEPS_A_BATCH + i)
  const columns = SERIES.map((series, k) =>
    scalarColumn(
      series,
      steps,
      steps.map((step) => Math.sin(step * (k + 1))),
    ),
  )
  return enveloped('r', seq, [measuredReport(...columns)])[0]!
}

/** Under full load, at moments that fall anywhere in a commit, a checkpoint or the sealing of a chunk. */
test('a hub killed again and again loses nothing that it acknowledged and doubles nothing', async () => {
  using folder = temporaryFolder()
  const port = await freePort()
  let acknowledged = 0
  let isOver = false
  const socket: Socket<HubToTrainer, TrainerToHub> = io(`http://127.0.0.1:${port}/trainer`, {
    transports: ['websocket'],
    reconnectionDelay: 20,
    reconnectionDelayMax: 50,
    auth: { token: machineToken(folder.path) },
  })
  socket.on('connect', async () => {
    try {
      const hello = await socket.timeout(PATIENCE.timeout).emitWithAck('hello', greetingOf('r'))
      if (!hello.ok) throw new Error(hello.why)
      // What was acknowledged is durable: a hub that wants less has lost it.
      expect(hello.next).toBeGreaterThanOrEqual(acknowledged)
      let next = hello.next
      while (socket.connected && !isOver) {
        const batch = next === 0 ? enveloped('r', 0, [startedReport('r')]) : [reportOf(next), reportOf(next + 1)]
        const reply = await socket.timeout(PATIENCE.timeout).emitWithAck('reports', bytesFromReports(batch))
        if (!reply.ok) throw new Error(reply.why)
        acknowledged = next = reply.next
      }
    } catch (error) {
      // A kill between question and answer is what is tested; anything else is a failure.
      if (!/timed out|disconnected/.test(String(error))) failures.push(error)
    }
  })
  const failures: unknown[] = []
  let hub = await startHubProcess(folder.path, port)
  for (let kill = 0; kill < KILLS; kill++) {
    const before = acknowledged
    while (acknowledged < before + 20) await after(5)
    await after((kill * 37) % 50)
    hub.kill('SIGKILL')
    await once(hub, 'exit')
    hub = await startHubProcess(folder.path, port)
  }
  const before = acknowledged
  while (acknowledged < before + 20) await after(5)
  isOver = true
  await after(100)
  socket.close()
  hub.kill('SIGKILL')
  await once(hub, 'exit')
  expect(failures).toEqual([])

  const store = openSqlite(folder.path)
  const reports = store.next('r') - 1
  expect(reports).toBeGreaterThanOrEqual(acknowledged - 1)
  for (const [k, name] of SERIES.entries()) {
    const columns = [...store.columns('r', name)]
    const steps = columns.flatMap((column) => Array.from(column.steps))
    expect(steps).toEqual(Array.from({ length: reports * STEPS_A_BATCH }, (_, i) => i))
    expect(columns.flatMap((column) => Array.from(column.values))).toEqual(
      steps.map((step) => Math.sin(step * (k + 1))),
    )
  }
  store.close()
  const db = new DatabaseSync(join(folder.path, 'phasescope.sqlite'))
  expect(db.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' })
  db.close()
})

async function startHubProcess(folder: string, port: number): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'hub-process.ts')
  const child = spawn(process.execPath, [script, folder, `${port}`], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout!, 'data')
  return child
}
