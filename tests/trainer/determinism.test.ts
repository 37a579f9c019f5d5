import { beforeAll, describe, expect, it } from 'vitest'
import { runsElsewhere, type PrintedRun } from './runs-elsewhere.ts'

const RUNS = [
  { experiment: 'grok-mlp-small', steps: 60 },
  { experiment: 'modular-addition-mlp', steps: 4 },
  { experiment: 'modular-addition-transformer', steps: 3 },
  { experiment: 'edge-of-stability', steps: 10 },
  { experiment: 'gaussian-mixture', steps: 20 },
  { experiment: 'grok-transformer', steps: 3 },
  { experiment: 'lcg-fixed-modulus', steps: 2 },
  { experiment: 'icl-regression', steps: 5 },
  { experiment: 'kan', steps: 20 },
].map((run) => ({ ...run, seed: 5 }))

describe('the same seed in two processes', () => {
  let first: PrintedRun[]
  let second: PrintedRun[]
  beforeAll(async () => {
    first = await runsElsewhere(RUNS)
    // In another order: what a process has computed before changes nothing.
    second = (await runsElsewhere(RUNS.toReversed())).toReversed()
  })

  it.each(RUNS.map(({ experiment }, i) => [experiment, i] as const))(
    'gives %s the same numbers to the bit',
    (_experiment, i) => {
      expect(first[i]!.ended).toMatch(/^sha256:[0-9a-f]{64}$/)
      expect(second[i]).toEqual(first[i])
    },
  )

  it('and another seed others', async () => {
    const [other] = await runsElsewhere([{ ...RUNS[0]!, seed: 6 }])
    expect(other!.ended).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(other!.ended).not.toBe(first[0]!.ended)
    expect(other!.scalars).not.toEqual(first[0]!.scalars)
  })
})
