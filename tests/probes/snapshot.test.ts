import { beforeAll, describe, expect, it } from 'vitest'
import type { Inputs } from '#probes/define.ts'
import { probes } from '#probes/index.ts'
import { isAbsent } from '#src/vocabulary/index.ts'
import { openLab } from './lab.ts'
import { gaussian } from './random.ts'

/** What the trainer relies on of every probe, on a network of the demo's layers. */
const lab = await openLab()
let inputs: Partial<Inputs>

beforeAll(() => {
  const layers = (seed: number) => ({
    w1: lab.matrix(gaussian(62, 128, seed)),
    w2: lab.matrix(gaussian(128, 31, seed + 1)),
    b: lab.tensor(gaussian(1, 31, seed + 2)[0] ?? [], [31]),
  })
  inputs = {
    weights: layers(1),
    initialWeights: layers(11),
    updates: layers(21),
    gradients: layers(31),
    hidden: { hidden: lab.matrix(gaussian(64, 128, 41)) },
    initialHidden: { hidden: lab.matrix(gaussian(64, 128, 42)) },
    residueWeights: { left: lab.matrix(gaussian(128, 31, 51)), right: lab.matrix(gaussian(128, 31, 52)) },
    train: { loss: 0.1, accuracy: 1 },
    test: { loss: 2, accuracy: 0.25 },
    clock: { elapsedSeconds: 3 },
  }
})

describe.each(probes.map((probe) => [probe.id, probe] as const))('%s', (_id, probe) => {
  it('gives what its card says', () => {
    const result = lab.measure(probe, inputs)
    const parts = probe.output.parts === 'one' ? [result] : Object.values(result as object)
    expect(parts.length).toBeGreaterThan(0)
    for (const part of parts) {
      expect(isAbsent(part)).toBe(false)
      const values = probe.output.kind === 'scalar' ? [part] : [...(part as Float64Array)]
      if (probe.output.kind === 'spectrum') expect(part).toBeInstanceOf(Float64Array)
      for (const value of values) expect(Number.isFinite(value)).toBe(true)
      const [low, high] = probe.output.range ?? [-Infinity, Infinity]
      expect(Math.min(...(values as number[]))).toBeGreaterThanOrEqual(low)
      expect(Math.max(...(values as number[]))).toBeLessThanOrEqual(high)
    }
  })

  it('says the same to the bit when asked again, and leaves no tensor and no trace', () => {
    const first = lab.measure(probe, inputs)
    const [tensors, before] = [lab.tf.memory().numTensors, contents()]
    expect(lab.measure(probe, inputs)).toEqual(first)
    expect(lab.tf.memory().numTensors).toBe(tensors)
    expect(contents()).toEqual(before)
  })

  it('reads no more than it needs', () => {
    const read = new Set<string>()
    const watched = new Proxy(inputs, {
      get: (all, need: string) => {
        read.add(need)
        return all[need as keyof Inputs]
      },
    })
    lab.measure(probe, watched)
    expect([...read].sort()).toEqual([...probe.needs].sort())
  })
})

function contents(): number[][] {
  return Object.values(inputs)
    .flatMap((input) => Object.values(input ?? {}))
    .filter((value) => typeof value === 'object')
    .map((tensor) => [...tensor.dataSync()])
}
