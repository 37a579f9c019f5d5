import { beforeAll, describe, expect, it } from 'vitest'
import { cutsOfFile, cutsOfLog, expectAll, expectUpTo, record, type Recorded } from '../chaos/torn-store.ts'

/** Every place at which a write of a recorded sequence may be cut. */
describe('a store whose last writes were cut', () => {
  let recorded: Recorded
  beforeAll(async () => {
    recorded = await record()
  })

  it.each(['gone', 'zeros'] as const)(
    'has each commit whole that was acknowledged, the rest of the log %s',
    async (rest) => {
      const cuts = cutsOfLog(recorded)
      expect(cuts.length).toBeGreaterThan(200)
      for (const cut of cuts) await expectUpTo(recorded, cut, rest)
    },
  )

  it('has everything, where a checkpoint was cut', async () => {
    const cuts = cutsOfFile(recorded)
    expect(cuts.length).toBeGreaterThan(200)
    for (const cut of cuts) await expectAll(recorded, cut)
  })
})
