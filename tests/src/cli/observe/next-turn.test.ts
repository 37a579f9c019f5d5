import { describe, expect, it } from 'vitest'
import { probeNamed } from '#probes/define.ts'
import { probes, withDetectors } from '#probes/index.ts'
import { mayGo } from '#src/cli/observe/may-go.ts'
import { earliest, newestFirst, type Turn, type Waiting } from '#src/cli/observe/next-turn.ts'
import { every } from '#src/vocabulary/index.ts'
import { checkedOptions } from '#trainer/observing/index.ts'
import { needsOrder, type Watched } from '#trainer/snapshots/index.ts'

const watched = (id: string, cadence: Watched['cadence'] = every(1)): Watched => {
  const probe = probeNamed(withDetectors(probes), id)
  return { probe, cadence, options: checkedOptions(probe, {}) }
}
const file = (step: number) => ({ path: `step-${step}`, step, bytes: 1, stamp: '' })
const [norm, length] = [watched('weight-norm'), watched('path-length')]

/** Measures what waits until nothing does: the steps and probes of each turn. */
function allTurns(waiting: Waiting[], next: typeof newestFirst): [number, ...string[]][] {
  const turns: [number, ...string[]][] = []
  for (let last: Turn | null = null; ;) {
    const turn = next(waiting, last)
    if (turn === null) return turns
    turns.push([turn.file.step, ...turn.pending.map(({ probe }) => probe.id)])
    waiting = waiting
      .map((one) =>
        one.file === turn.file ? { ...one, pending: one.pending.filter((each) => !turn.pending.includes(each)) } : one,
      ) // prettier-ignore
      .filter(({ pending }) => pending.length > 0)
    last = turn
  }
}
const waitingFor = (steps: readonly number[], ...pending: Watched[]) => steps.map((step) => ({ file: file(step), pending })) // prettier-ignore

describe('which snapshot is measured next', () => {
  it('is the earliest where the training is over', () => {
    expect(allTurns(waitingFor([0, 1, 2], norm), (waiting) => earliest(waiting)).map(([step]) => step)).toEqual([0, 1, 2]) // prettier-ignore
  })

  it('is the newest while it goes on, and every other time the earliest', () => {
    expect(allTurns(waitingFor([0, 1, 2, 3], norm), newestFirst).map(([step]) => step)).toEqual([3, 0, 2, 1])
  })

  it('is the earliest for a probe that needs all before, which then sees them in order with all others', () => {
    expect(allTurns(waitingFor([0, 1, 2, 3], norm, length), newestFirst)).toEqual([
      [3, 'weight-norm'],
      [0, 'weight-norm', 'path-length'],
      [2, 'weight-norm'],
      [1, 'weight-norm', 'path-length'],
      [2, 'path-length'],
      [3, 'path-length'],
    ])
  })

  it('leaves nothing before a step out that a probe in order may read there', () => {
    const waiting = [...waitingFor([0, 1], norm), ...waitingFor([2], norm, length)]
    expect(allTurns(waiting, newestFirst)).toEqual([
      [2, 'weight-norm'],
      [0, 'weight-norm'],
      [1, 'weight-norm'],
      [2, 'path-length'],
    ])
  })

  it('knows what needs order: memory, detectors, readers of series, cadences that follow the curve', () => {
    const ids = ['weight-norm', 'sharpness', 'path-length', 'early-warning', 'grokked']
    expect(ids.map((id) => needsOrder(watched(id)))).toEqual([false, false, true, true, true])
    expect(needsOrder(watched('weight-norm', { kind: 'adaptive', shortest: 1, longest: 8 }))).toBe(true)
  })
})

describe('the snapshots that may go', () => {
  const files = [0, 1, 2, 5, 6, 7, 20].map(file)
  const free = (...waiting: number[]) => mayGo(files, (step) => waiting.includes(step))

  it('are stretches of neighbors, without those that one that waits is compared with', () => {
    expect(free()).toEqual([[0, 20]])
    expect(free(2)).toEqual([[5, 20]])
    expect(free(6)).toEqual([[0, 2], [7, 20]]) // prettier-ignore
    expect(free(0, 20)).toEqual([[1, 7]])
    expect(mayGo([], () => true)).toEqual([])
  })

  it('are told up to a bound, the first of them', () => {
    const many = Array.from({ length: 60_000 }, (_, i) => file(i * 3))
    expect(mayGo(many, (step) => step % 2 === 1)).toHaveLength(10_000)
  })
})
