import { beforeAll, describe, expect, it } from 'vitest'
import { runsElsewhere, type PrintedRun } from './runs-elsewhere.ts'

/** How far the losses of networks of layers may be apart, relative to them. */
const LAYERED = [
  { experiment: 'lcg-fixed-modulus', set: ['modulus=16', 'context=8', 'width=16', 'testSequences=16', 'batchSize=8'] },
  { experiment: 'icl-regression', set: ['testContexts=50', 'batchSize=16'] },
  { experiment: 'kan', set: ['trainExamples=100'] },
].map((run) => ({ ...run, steps: 20 }))

const LONG = { experiment: 'grok-mlp-small', steps: 50, set: ['modulus=13', 'width=16'] }

const WHOLE = [
  { experiment: 'grok-mlp-small', set: ['modulus=13', 'width=16'] },
  { experiment: 'modular-addition-transformer', set: ['modulus=13', 'width=16'] },
  { experiment: 'edge-of-stability', set: ['width=16', 'examples=40'] },
  { experiment: 'gaussian-mixture', set: ['width=16'] },
].map((run) => ({ ...run, steps: 12 }))

/** Two engines that share no kernel: what both say is not a bug of one. */
describe('native TensorFlow and WebAssembly', () => {
  let native: readonly PrintedRun[]
  let wasm: readonly PrintedRun[]
  beforeAll(async () => {
    const orders = [...LAYERED, LONG, ...WHOLE].map((run) => ({ ...run, seed: 1 }))
    const on = (backend: string) => runsElsewhere(orders, { PHASESCOPE_BACKEND: backend })
    ;[native, wasm] = await Promise.all([on('tensorflow'), on('wasm')])
  })
  const at = (place: number): [Scalars, Scalars] => [new Map(native[place]!.scalars), new Map(wasm[place]!.scalars)]

  it.each(LAYERED.map(({ experiment }, i) => [experiment, i] as const))(
    'give the same losses of networks of layers to 1e-5: %s',
    (_experiment, i) => {
      const [ours, theirs] = at(i)
      for (const series of ['train-loss', 'test-loss']) {
        const [points, others] = [ours.get(series)!, theirs.get(series)!]
        expect(points.length).toBeGreaterThan(0)
        expect(points.map(([step]) => step)).toEqual(others.map(([step]) => step))
        points.forEach(([, value], j) => expect(Math.abs(others[j]![1] / value - 1)).toBeLessThan(1e-5))
      }
    },
  )

  it('give the same losses to 1e-4 over fifty steps', () => {
    const [ours, theirs] = at(LAYERED.length)
    for (const series of ['train-loss', 'test-loss']) {
      const points = ours.get(series)!
      expect(points).toHaveLength(51)
      points.forEach(([step, value], j) => {
        expect(Math.abs(theirs.get(series)![j]![1] / value - 1), `${series} at step ${step}`).toBeLessThan(1e-4)
      })
    }
  })

  it.each(WHOLE.map(({ experiment }, i) => [experiment, LAYERED.length + 1 + i] as const))(
    'agree on %s',
    (_experiment, i) => {
      const [ours, theirs] = at(i)
      expect([...theirs.keys()]).toEqual([...ours.keys()])
      for (const [series, points] of ours) {
        const others = theirs.get(series)!
        points.forEach(([step, value], j) => {
          expect(others[j]![0]).toBe(step)
          const away = Math.abs(others[j]![1] - value) / Math.max(1e-3, Math.abs(value))
          expect(away, `${series} at step ${step}`).toBeLessThan(2e-3) // float32, twelve updates apart
        })
      }
    },
  )
})

type Scalars = ReadonlyMap<string, readonly [step: number, value: number][]>
