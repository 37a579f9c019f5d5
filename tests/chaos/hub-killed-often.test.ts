import { expect, test } from 'vitest'
import { killHubOften } from './hub-killed-often.ts'

const KILLS = 8

/** tests/long kills a hundred times. */
test('a hub killed again and again loses nothing that it acknowledged and doubles nothing', async () => {
  await expect(killHubOften(KILLS)).resolves.toBeUndefined()
})
