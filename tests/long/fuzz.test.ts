import { expect, test } from 'vitest'
import { startAttackedHub } from '../chaos/attacks/attacked-hub.ts'
import { fuzz } from '../chaos/attacks/fuzz.ts'

test('a million mutated frames end nothing but the connections that sent them', async () => {
  await using hub = await startAttackedHub()
  const before = await hub.health()
  let sent = 0
  for (let seed = 100; sent < 1_000_000; seed++) {
    const fuzzed = await fuzz(hub, 100_000, seed * 1000)
    sent += fuzzed.sent
    await hub.assertUndisturbed()
    const { refusals, errors } = await hub.health()
    expect([errors, hub.printed()]).toEqual([0, ''])
    expect(refusals - before.refusals).toBeGreaterThanOrEqual(fuzzed.refused + fuzzed.ended)
    console.log(`${sent} frames: ${refusals - before.refusals} refusals`)
  }
})
