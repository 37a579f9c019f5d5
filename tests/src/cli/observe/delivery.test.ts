import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { toHub, type Delivery } from '#src/cli/observe/delivery.ts'
import type { Envelope } from '#src/vocabulary/index.ts'
import { temporaryFolder } from '../../../phasescope.ts'
import { fakeHub, type FakeHub } from '../../../trainer/link/fake-hub.ts'

/** What was measured is on disk before it is sent: whatever a hub does, ending ends. */

const FAR_MS = 3_600_000
let folder: ReturnType<typeof temporaryFolder>
let hub: FakeHub
let interrupt: () => void
beforeEach(async () => {
  folder = temporaryFolder()
  hub = await fakeHub()
  hub.token = 'of-the-test'
  vi.stubEnv('PHASESCOPE_TOKEN', hub.token)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await hub.close()
  folder[Symbol.dispose]()
})

const said = (seq: number): Envelope => ({ run: 'r', seq, at: 0, report: { type: 'measured', columns: [] } })

async function opened(limits: { lastWordsMs: number; silenceMs: number }): Promise<Delivery> {
  const interrupted = new Promise<void>((resolve) => (interrupt = resolve))
  const sender = { run: 'r', writer: 'observe', data: folder.path, accepts: [], commanded: () => {}, interrupted }
  return toHub(hub.url, sender, limits)
}

it('ends when the hub has everything', async () => {
  const delivery = await opened({ lastWordsMs: FAR_MS, silenceMs: FAR_MS })
  await delivery.send([said(0), said(1)])
  await delivery.end()
  expect(hub.taken.map(({ seq }) => seq)).toEqual([0, 1])
  expect(hub.greetings).toMatchObject([{ run: 'r', writer: 'observe', accepts: [] }])
})

it('ends with an error where the hub acknowledges nothing for too long, and sends it again another time', async () => {
  hub.isSilent = true
  const delivery = await opened({ lastWordsMs: FAR_MS, silenceMs: 300 })
  await delivery.send([said(0)])
  await expect(delivery.end()).rejects.toThrow(/has taken nothing of run r for 0\.3 s; what was measured is kept/)
  hub.isSilent = false
  const again = await opened({ lastWordsMs: FAR_MS, silenceMs: FAR_MS })
  await again.send([said(0), said(1)])
  await again.end()
  expect(hub.taken.at(-1)?.seq).toBe(1)
})

it('waits no longer than its limit for such a hub where somebody wants it to end', async () => {
  hub.isSilent = true
  const delivery = await opened({ lastWordsMs: 200, silenceMs: FAR_MS })
  await delivery.send([said(0)])
  interrupt()
  await delivery.end()
})

it('ends at once where it is given up, whatever has arrived', async () => {
  hub.isSilent = true
  const delivery = await opened({ lastWordsMs: FAR_MS, silenceMs: FAR_MS })
  await delivery.send([said(0)])
  await delivery.abandon()
})
