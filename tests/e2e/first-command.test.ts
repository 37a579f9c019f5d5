import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { machineToken } from '#src/access/index.ts'
import { start, temporaryFolder } from '../phasescope.ts'

/** `npm start` once everything is installed, where a machine lacks something or there are two of it. */

it('without Python and without a compiler: on WebAssembly, and says why, once', async () => {
  using folder = temporaryFolder()
  const bare = { PATH: join(folder.path, 'nothing'), XDG_CACHE_HOME: join(folder.path, 'cache'), CXX: '' }
  const demo = start(['demo', '--no-open', '--port', '0', '--data', join(folder.path, 'data')], {
    ...bare,
    CUDA_VISIBLE_DEVICES: '',
  })
  await demo.says(/ready \(WebAssembly\): http/)
  demo.child.kill('SIGINT')
  const { code, stderr } = await demo.ended
  expect(code).toBe(0)
  const told = stderr.split('\n').filter((line) => line.includes('WebAssembly'))
  expect(told).toEqual([
    expect.stringMatching(
      /^Using WebAssembly instead, some three times slower on the demo\. Native TensorFlow is not .*/,
    ),
  ])
})

it('twice over one data folder: each announces its own run, at the one hub, which the second leaves as it is', async () => {
  using folder = temporaryFolder()
  mkdirSync(folder.path, { recursive: true })
  const demos = [1, 2].map(() => start(['demo', '--no-open', '--port', '0', '--data', folder.path]))
  try {
    const addresses = await Promise.all(demos.map(async ({ says }) => (await says(/ready \([^)]*\): (\S+)/))[1]!))
    const [besides] = await Promise.race(demos.map(({ says }) => says(/Another process serves (\S+) at (\S+), .*/)))
    expect(besides).toContain(`${folder.path} at ${new URL(addresses[0]!).origin}`)
    for (const address of addresses) {
      const { origin, pathname } = new URL(address)
      const authorization = `Bearer ${machineToken(folder.path)}`
      // A hub obeys of its own trainers alone.
      const response = await fetch(`${origin}/api${pathname}/commands`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'pause' }),
      })
      expect(await response.json()).toMatchObject({ ok: true })
    }
    expect(new Set(addresses.map((address) => new URL(address).pathname)).size).toBe(2)
    expect(new Set(addresses.map((address) => new URL(address).origin)).size).toBe(1)
    const second = demos.find(({ stdout }) => stdout().includes(besides))!
    second.child.kill('SIGINT')
    expect((await second.ended).code).toBe(0)
    const listed = (await (await fetch(new URL('/api/runs', addresses[0]))).json()) as { status: string }[]
    expect(listed.map(({ status }) => status).sort()).toEqual(['paused', 'stopped'])
  } finally {
    for (const { child } of demos) child.kill('SIGINT')
    await Promise.all(demos.map(({ ended }) => ended))
  }
})
