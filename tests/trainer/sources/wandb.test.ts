import { describe, expect, it } from 'vitest'
import { readWandb } from '#trainer/sources/wandb.ts'
import { bytesOf, faultsOf, isFrame, isScalar, leftIn, pairs, rowsOf, saidIn } from './rows.ts'

const ROWS = rowsOf(bytesOf('wandb', 'run-abc123.wandb'), readWandb)

describe('a .wandb file', () => {
  it('brings every point of the history, NaN and infinities among them', () => {
    const loss = Array.from({ length: 20 }, (_, step) => [
      step,
      step === 5 ? NaN : step === 6 ? Infinity : 1 / (step + 1),
    ])
    expect(pairs(ROWS, 'loss')).toEqual(loss)
    expect(pairs(ROWS, 'train/accuracy')).toEqual(Array.from({ length: 20 }, (_, step) => [step, step / 20]))
    expect(pairs(ROWS, 'nested/a')).toEqual(Array.from({ length: 20 }, (_, step) => [step, step]))
    expect(pairs(ROWS, 'late')).toEqual([[40, 1]])
    expect(new Set(ROWS.filter(isScalar).map(({ series }) => series))).toEqual(
      new Set(['loss', 'train/accuracy', 'nested/a', 'late']),
    )
    expect(faultsOf(ROWS)).toEqual([])
  })

  it('brings histograms with their edges, and lists', () => {
    const frames = ROWS.filter(isFrame)
    expect(frames.map(({ series, kind, step }) => [series, kind, step])).toEqual([
      ['h', 'histogram', 0],
      ['list', 'spectrum', 7],
      ['h', 'histogram', 10],
    ])
    expect([...frames[1]!.frame]).toEqual([1, 2, 3])
    const [, ...rows] = frames[2]!.frame
    expect(rows.filter((_, i) => i % 3 === 2).reduce((sum, count) => sum + count, 0)).toBe(100)
    expect([rows[0], rows.at(-2)]).toEqual([0, 990])
  })

  it('says what the run is called, its settings, what it came to and how it ended', () => {
    const said = saidIn(ROWS)
    expect(said[0]).toMatchObject({
      name: 'first',
      project: 'demo',
      group: 'decay',
      host: 'machine',
      notes: 'A first try',
      tags: ['paper'],
      config: { lr: 0.1, optimizer: { name: 'adam', betas: [0.9, 0.999] }, seed: 3, flag: true },
    })
    expect(said.map(({ config }) => config).filter((config) => config !== undefined)).toContainEqual({ later: 5 })
    expect(said.map(({ summary }) => summary)).toContainEqual({ best: 0.5 })
    expect(said.at(-1)).toMatchObject({ ended: { how: 'completed', why: null } })
    expect(leftIn(ROWS)).toMatchObject({ texts: 1 })
  })
})
