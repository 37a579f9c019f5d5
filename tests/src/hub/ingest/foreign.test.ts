import { afterEach, beforeEach, expect, test } from 'vitest'
import { PROTOCOL_VERSION, type Presence } from '#src/wire/protocol.ts'
import { foreignStarted } from '../../store/foreign-runs.ts'
import { greetingOf } from '../../../greeting.ts'
import { enveloped } from '../../store/reports.ts'
import { eventually, send, startWorld, type World } from '../world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld({ graceMs: 1 })
})
afterEach(() => world.close())

const viewOfRun = async () => (await fetch(`${world.hub.url}/api/runs/f`)).json() as Promise<{ accepts: string[] }>

test('a client that says hello again obeys what it says then, and every page hears of it', async () => {
  const heard: Presence[] = []
  const viewer = await world.viewer()
  viewer.on('presence', (presence) => heard.push(presence))
  await viewer.emitWithAck('hello', { protocol: PROTOCOL_VERSION })
  const client = await world.trainer('f', { accepts: ['pause'] })
  await send(client, enveloped('f', 0, [foreignStarted('f')]))
  expect((await viewOfRun()).accepts).toEqual(['pause'])
  const again = await client.emitWithAck('hello', greetingOf('f', { accepts: ['pause', 'resume', 'set'] }))
  expect(again).toEqual({ ok: true, next: 1 })
  await eventually(() => heard.some(({ accepts }) => accepts.join() === 'pause,resume,set'))
  expect((await viewOfRun()).accepts).toEqual(['pause', 'resume', 'set'])
  client.on('command', (_command, answer) => answer({ ok: true, step: 12 }))
  const set = { type: 'set', key: 'rate', value: 0.1 } as const
  expect(await viewer.emitWithAck('command', 'f', set)).toEqual({ ok: true, step: 12 })
  expect(await viewer.emitWithAck('command', 'f', { type: 'stop' })).toMatchObject({
    why: expect.stringContaining('it obeys pause, resume, set') as string,
  })
})

test('a Command for one that is gone is told that nobody here can obey it', async () => {
  const client = await world.trainer('f', { accepts: ['pause'] })
  await send(client, enveloped('f', 0, [foreignStarted('f')]))
  client.disconnect()
  await eventually(() => world.store.summary('f').status === 'lost')
  const viewer = await world.viewer()
  expect(await viewer.emitWithAck('command', 'f', { type: 'pause' })).toEqual({
    ok: false,
    why: "No trainer of run 'f' is connected: it broke off after step 0; another program trains it (torch 2.9.1, logged by python 0.1.0), which obeys while it runs and streams to this hub",
  })
})
