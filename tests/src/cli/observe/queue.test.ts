import { describe, expect, it } from 'vitest'
import { thinned } from '#src/cli/observe/queue.ts'

const waiting = (count: number) =>
  Array.from({ length: count }, (_, step) => ({ path: `step-${step}`, step, bytes: 10, stamp: '' }))
const steps = (files: readonly { step: number }[]) => files.map(({ step }) => step)

describe('the queue of snapshots', () => {
  it('keeps all that fit', () => {
    expect(thinned(waiting(5), 50).skipped).toEqual([])
  })

  it('gives up every second one until the others fit, and keeps the first and the last', () => {
    const { kept, skipped } = thinned(waiting(10), 40)
    expect(steps(kept)).toEqual([0, 4, 8, 9])
    expect(steps(skipped)).toEqual([1, 2, 3, 5, 6, 7])
  })

  it('never gives up the first or the last, however little fits', () => {
    expect(steps(thinned(waiting(9), 1).kept)).toEqual([0, 8])
    expect(steps(thinned(waiting(1), 1).kept)).toEqual([0])
  })
})
