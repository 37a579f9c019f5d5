import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import { describe, expect, it } from 'vitest'
import { bytesFromReports } from '#src/wire/reports.ts'
import { PROTOCOL_VERSION } from '#src/wire/protocol.ts'
import { linesOf, phasescope, start, temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { enveloped, startedReport } from '../src/store/reports.ts'
import { rowsOf } from './killed.ts'

const TINY = ['train', 'grok-mlp-small', '--set', 'modulus=11', '--set', 'width=16', '--seed', '3', '--json']

/** What attackers did, by the shortest way to it, to a hub as a person starts it. */
describe('a run that somebody forged', () => {
  it('starts no trainer, loads no code, and leaves nothing outside the data folder', async () => {
    using outer = temporaryFolder()
    const data = join(outer.path, 'a', 'data')
    mkdirSync(data, { recursive: true })
    // Where code of a run with this name would be looked for.
    const code = join(outer.path, 'a', 'evil')
    mkdirSync(code)
    const trace = join(outer.path, 'loaded')
    writeFileSync(join(code, 'own.ts'), `process.getBuiltinModule('fs').writeFileSync(${JSON.stringify(trace)}, '')`)
    await using hub = await served(data)
    for (const run of ['../../evil', '..', 'forged']) {
      await forge(hub, run)
      for (const type of ['resume', 'fork'] as const) {
        const path = `/api/runs/${encodeURIComponent(run)}/commands`
        const headers = { authorization: `Bearer ${hub.token}` }
        const answer = await fetch(`${hub.url}${path}`, { method: 'POST', headers, body: JSON.stringify({ type }) })
        expect(answer.ok, `${type} ${run}`).toBe(false)
      }
    }
    const outside = readdirSync(outer.path, { recursive: true, encoding: 'utf8' }).filter(
      (name) => !name.startsWith(join('a', 'data')),
    )
    expect(outside.toSorted()).toEqual(['a', join('a', 'evil'), join('a', 'evil', 'own.ts')])
    for (const made of ['logs', 'trainers', 'own-probes']) expect(existsSync(join(data, made))).toBe(false)
    expect((await fetch(`${hub.url}/healthz`)).ok).toBe(true)
  })
})

describe('a Command to a run without a trainer', () => {
  it('is answered in the words of the trainer that was started for it, and gives a denser past', async () => {
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    const trained = async (probe: string) =>
      linesOf((await phasescope([...TINY, '--steps', '60', '--probe', probe], env)).stdout).at(-1)?.run ?? ''
    const [run, twin] = [await trained('gini@20'), await trained('gini@4')]
    await using hub = await served(data.path)
    expect((await hub.runs()).map((one) => one.run.id).toSorted()).toEqual([run, twin].toSorted())
    const again = await phasescope(['attach', run, 'gini', '--wait', '--json'], env)
    expect(again.code).not.toBe(0)
    expect(JSON.parse(again.stdout)).toEqual({ ok: false, why: expect.stringMatching(/'gini' is attached already/) })
    const denser = await phasescope(['attach', run, 'gini@4', '--from', 'start', '--wait', '--json'], env)
    expect(denser.code, denser.stderr).toBe(0)
    expect(JSON.parse(denser.stdout)).toMatchObject({ ok: true, step: 60, from: 0 })
    expect((await rowsOf(run, env, 'gini')).toSorted()).toEqual((await rowsOf(twin, env, 'gini')).toSorted())
    // Nothing is missing any more, and nothing is measured twice.
    const third = await phasescope(['attach', run, 'gini@4', '--from', 'start', '--wait'], env)
    expect(third).toMatchObject({ code: 1, stderr: expect.stringMatching(/and measures so from step 0 on/) })
  })

  it('to resume is refused where the run is running', async () => {
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    await using hub = await served(data.path)
    const trainer = start([...TINY, '--steps', '1000000', '--id', 'busy'], env)
    await trainer.says(/"step":20[,}]/)
    await hub.live('busy')
    const { code, stderr } = await phasescope(['resume', 'busy'], env)
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/'busy' is running, at step \d+: only/) })
    await phasescope(['stop', 'busy'], env)
    expect((await trainer.ended).code).toBe(0)
  })
})

/** Says hello as the trainer of a run that nobody trained, and reports that it began. */
async function forge(hub: Served, run: string): Promise<void> {
  const socket = io(`${hub.url}/trainer`, { transports: ['websocket'], forceNew: true, auth: { token: hub.token } })
  try {
    const hello = { protocol: PROTOCOL_VERSION, run, writer: 'trainer', secret: 'a'.repeat(43), accepts: [] }
    const { ok } = (await socket.emitWithAck('hello', hello)) as { ok: boolean }
    if (ok) await socket.emitWithAck('reports', bytesFromReports(enveloped(run, 0, [startedReport(run)])))
  } finally {
    socket.disconnect()
  }
}
