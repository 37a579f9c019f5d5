import { expect, test } from 'vitest'
import { cutLineOften } from './line-cut.ts'

const CUTS = 15

/** tests/long cuts a hundred times, and has a network of its own. */
test('a line that is cut, stalls and crawls loses nothing that was acknowledged and doubles nothing', async () => {
  await expect(cutLineOften(CUTS)).resolves.toBeUndefined()
})
