import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { readCheckpoints } from '#trainer/checkpoints/read-checkpoints.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { checkpointAt, weightsOf } from './states.ts'

const free = { isPinned: false }

describe('keeping', () => {
  it('makes its folder with the first one, under names in order of step', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'checkpoints', 'demo-1')
    const kept = openCheckpoints(path)
    expect(readdirSync(folder.path)).toEqual([])
    kept.keepWhole(checkpointAt(500), free)
    kept.keepWeights('demo-1', 50, weightsOf(50))
    expect(readdirSync(path).toSorted()).toEqual(['000000050.weights.safetensors', '000000500.safetensors'])
    expect(kept.weightsSteps()).toEqual([50, 500])
  })

  it('writes the weights of a step once: a whole one holds them', () => {
    using folder = temporaryFolder()
    const kept = openCheckpoints(folder.path)
    kept.keepWeights('demo-1', 5, weightsOf(5))
    kept.keepWhole(checkpointAt(5), free)
    expect(readdirSync(folder.path)).toEqual(['000000005.safetensors'])
    expect(kept.keepWeights('demo-1', 5, weightsOf(5)).entry.kind).toBe('whole')
    expect(readdirSync(folder.path)).toEqual(['000000005.safetensors'])
    expect(kept.weightsAt(5)).toEqual(weightsOf(5))
  })

  it('finds the newest whole one up to a step', () => {
    using folder = temporaryFolder()
    const kept = openCheckpoints(folder.path)
    for (const step of [0, 10, 20]) kept.keepWhole(checkpointAt(step), free)
    kept.keepWeights('demo-1', 15, weightsOf(15))
    const newest = (atMost: number) => kept.newestWhole(atMost).checkpoint?.state.step
    expect([0, 9, 10, 19, 20, Infinity].map(newest)).toEqual([0, 0, 10, 10, 20, 20])
  })

  it('leaves pinned what was pinned, when the same step is written again', () => {
    using folder = temporaryFolder()
    openCheckpoints(folder.path).keepWhole(checkpointAt(5), { isPinned: true })
    expect(openCheckpoints(folder.path).keepWhole(checkpointAt(5), free).entry.isPinned).toBe(true)
  })

  it('removes what a crash left half-written, when a writer opens and not when a reader does', () => {
    using folder = temporaryFolder()
    openCheckpoints(folder.path).keepWhole(checkpointAt(5), free)
    writeFileSync(join(folder.path, '000000010.safetensors.partial'), 'half')
    expect(readCheckpoints(folder.path).list().kept).toHaveLength(1)
    expect(readdirSync(folder.path)).toHaveLength(2)
    openCheckpoints(folder.path)
    expect(readdirSync(folder.path)).toEqual(['000000005.safetensors'])
  })

  it('says which file could not be written, and leaves nothing of it', () => {
    using folder = temporaryFolder()
    const kept = openCheckpoints(join(folder.path, 'a'))
    writeFileSync(join(folder.path, 'a'), 'in the way')
    expect(() => kept.keepWeights('demo-1', 5, weightsOf(5))).toThrow(/a/)
    rmSync(join(folder.path, 'a'))
    expect(kept.keepWeights('demo-1', 5, weightsOf(5)).entry.step).toBe(5)
  })
})

describe('under a budget', () => {
  it('removes files as it writes, and says which', () => {
    using folder = temporaryFolder()
    const size = openCheckpoints(folder.path).keepWeights('demo-1', 1000, weightsOf(1)).entry.bytes
    const kept = openCheckpoints(folder.path, { budgetBytes: 3.5 * size })
    kept.keepWeights('demo-1', 1001, weightsOf(1))
    expect(kept.keepWeights('demo-1', 1002, weightsOf(1)).removed).toEqual([])
    const { removed, overBytes } = kept.keepWeights('demo-1', 1003, weightsOf(1))
    expect({ removed, overBytes }).toMatchObject({ removed: [{ step: 1002 }], overBytes: 0 })
    expect(kept.weightsSteps()).toEqual([1000, 1001, 1003])
    expect(kept.list().kept.at(-1)?.budgetBytes).toBe(3.5 * size)
  })

  it('keeps what never goes all the same, and says by how much that is too much', () => {
    using folder = temporaryFolder()
    const kept = openCheckpoints(folder.path, { budgetBytes: 1 })
    const sizes = [0, 5, 10].map((step) => kept.keepWhole(checkpointAt(step), { isPinned: step === 5 }).entry.bytes)
    kept.keepWhole(checkpointAt(20), free)
    expect(kept.list().kept.map(({ step }) => step)).toEqual([0, 5, 20])
    expect(kept.keepWhole(checkpointAt(20), free).overBytes).toBe(
      (sizes[0] ?? 0) + (sizes[1] ?? 0) + (kept.list().kept[2]?.bytes ?? 0) - 1,
    )
  })
})
