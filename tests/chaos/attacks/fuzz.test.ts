import { expect, test } from 'vitest'
import { openSqlite } from '#src/store/sqlite/sqlite.ts'
import { startAttackedHub } from './attacked-hub.ts'
import { fuzz } from './fuzz.ts'

/** The long suite sends ten times as many, from another seed. */
test('a hundred thousand mutated frames end nothing but the connections that sent them', async () => {
  await using hub = await startAttackedHub()
  const before = await hub.health()
  const fuzzed = await fuzz(hub, 100_000, 1)
  await hub.assertUndisturbed()
  const after = await hub.health()
  expect(fuzzed.sent).toBe(100_000)
  expect(hub.printed()).toBe('')
  expect(after.errors).toBe(0)
  expect(after.refusals - before.refusals).toBeGreaterThanOrEqual(fuzzed.refused + fuzzed.ended)
  // Most of what is sent is refused or ends a connection; what remains valid is answered.
  expect(fuzzed.refused).toBeGreaterThan(50_000)
  expect(fuzzed.ended).toBeGreaterThan(500)
  expect(fuzzed.accepted).toBeGreaterThan(5_000)
  const store = openSqlite(hub.folder)
  const points = [...store.columns('victim', 'loss')].flatMap(({ steps, values }) => [...steps].map((step, i) => [step, values[i]])) // prettier-ignore
  expect(points).toEqual(Array.from({ length: hub.acknowledged }, (_, i) => [i, i + 1]))
  store.close()
})
