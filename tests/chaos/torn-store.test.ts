import { beforeAll, describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { cutsOfFile, cutsOfLog, expectAll, expectUpTo, record, type Recorded } from './torn-store.ts'

const LOOKS = 24

/** Some of the places at which a write may be cut; tests/long takes all. */
describe('a store whose last writes were cut', () => {
  const random = openStream(3, 'cuts')
  const some = (cuts: readonly number[]) =>
    Array.from({ length: LOOKS }, () => cuts[Math.floor(random.uniform() * cuts.length)]!)
  let recorded: Recorded
  beforeAll(async () => {
    recorded = await record()
  })

  it.each(['gone', 'zeros'] as const)(
    'has each commit whole that was acknowledged, the rest of the log %s',
    async (rest) => {
      for (const cut of some(cutsOfLog(recorded))) await expectUpTo(recorded, cut, rest)
    },
  )

  it('has everything, where a checkpoint was cut', async () => {
    expect(recorded.after.equals(recorded.before)).toBe(false)
    for (const cut of some(cutsOfFile(recorded))) await expectAll(recorded, cut)
  })
})
