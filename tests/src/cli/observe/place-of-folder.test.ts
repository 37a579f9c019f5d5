import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { registerHub } from '#src/cli/hub-registry.ts'
import { placeOfFolder } from '#src/cli/observe/place-of-folder.ts'
import { phasescope, temporaryFolder } from '../../../phasescope.ts'
import { writeStep } from './snapshot-files.ts'

/** A folder of snapshots that somebody else has made does not choose where anything goes. */

const [OURS, THEIRS] = ['http://127.0.0.1:4811', 'http://127.0.0.1:4812']
let folder: ReturnType<typeof temporaryFolder>
let withdraw: () => void

beforeEach(() => {
  folder = temporaryFolder()
  vi.stubEnv('XDG_STATE_HOME', join(folder.path, 'state'))
  vi.stubEnv('PHASESCOPE_HUB', '')
  withdraw = registerHub('/ours', OURS)
})
afterEach(() => {
  withdraw()
  vi.unstubAllEnvs()
  folder[Symbol.dispose]()
})

const place = (said: { hub: string | null; data: string | null } | null, named: { hub?: string; data?: string } = {}) =>
  placeOfFolder('snapshots', said === null ? null : { run: 'r', facts: undefined, ...said }, {
    hub: named.hub ?? null,
    data: named.data ?? join(folder.path, 'usual'),
    isDataNamed: named.data !== undefined,
  })

test('a hub and a data folder of its run are taken where they are of a hub of this user', () => {
  const ours = { hub: null, data: '/ours' }
  expect(place({ hub: `${OURS}/`, data: '/anywhere' })).toEqual(ours)
  expect(place({ hub: null, data: '/ours' })).toEqual(ours)
  expect(place({ hub: THEIRS, data: '/ours' })).toEqual(ours)
  expect(place({ hub: null, data: join(folder.path, 'usual') })).toEqual({ hub: null, data: join(folder.path, 'usual') }) // prettier-ignore
  expect(place(null)).toEqual({ hub: null, data: join(folder.path, 'usual') })
})

test('any other has to be named by whoever observes', () => {
  expect(() => place({ hub: THEIRS, data: '/theirs' })).toThrow(
    `snapshots/run.json says that run r is of the hub ${THEIRS} and the data folder /theirs, which no hub of yours`,
  )
  expect(() => place({ hub: null, data: '/theirs' })).toThrow(/if you trust it, --data \/theirs$/)
  expect(place({ hub: THEIRS, data: '/theirs' }, { hub: THEIRS })).toEqual({ hub: THEIRS, data: join(folder.path, 'usual') }) // prettier-ignore
  expect(place({ hub: THEIRS, data: '/theirs' }, { data: '/mine' })).toEqual({ hub: null, data: '/mine' })
  expect(place({ hub: THEIRS, data: '/theirs' }, { hub: OURS })).toEqual({ hub: OURS, data: '/ours' })
  vi.stubEnv('PHASESCOPE_HUB', OURS)
  expect(place({ hub: THEIRS, data: '/theirs' })).toEqual({ hub: OURS, data: '/ours' })
})

test('who listens where it says is told nothing, and nothing is written where it says', async () => {
  const heard: string[] = []
  const server = createServer((request, response) => {
    heard.push(`${request.url} ${JSON.stringify(request.headers)}`)
    response.end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.on('upgrade', (request, socket) => {
    heard.push(`upgrade ${request.url}`)
    socket.destroy()
  })
  try {
    const [net, theirs] = [join(folder.path, 'net'), join(folder.path, 'theirs')]
    mkdirSync(theirs)
    writeStep(net, 0)
    const hub = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    writeFileSync(join(net, 'run.json'), JSON.stringify({ run: 'r', hub, data: theirs }))
    const env = { PHASESCOPE_TOKEN: 'SECRET', XDG_STATE_HOME: join(folder.path, 'state'), PHASESCOPE_DATA: '' }
    const { code, stderr } = await phasescope(['observe', net, '--once'], env)
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(`--hub ${hub}`) })
    expect(heard).toEqual([])
    expect(readdirSync(theirs)).toEqual([])
  } finally {
    server.close()
  }
})
