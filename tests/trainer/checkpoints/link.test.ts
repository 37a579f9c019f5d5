import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { checkpointAt, weightsOf } from './states.ts'

const free = { isPinned: false }

function parentIn(path: string) {
  const parent = openCheckpoints(join(path, 'parent'))
  for (const step of [0, 500, 1000]) parent.keepWhole(checkpointAt(step), free)
  for (const step of [50, 550, 600]) parent.keepWeights('demo-1', step, weightsOf(step))
  return parent
}

describe('a fork takes over the checkpoints of its parent', () => {
  it('up to the step, without taking room', () => {
    using folder = temporaryFolder()
    const parent = parentIn(folder.path)
    const fork = openCheckpoints(join(folder.path, 'fork'))
    fork.link(parent.folder, 550)
    expect(fork.weightsSteps()).toEqual([0, 50, 500, 550])
    for (const { path } of fork.list().kept) expect(statSync(path).nlink).toBe(2)
    expect(fork.newestWhole(Infinity).checkpoint).toEqual(checkpointAt(500))
  })

  it('and neither changes what the other has', () => {
    using folder = temporaryFolder()
    const parent = parentIn(folder.path)
    const fork = openCheckpoints(join(folder.path, 'fork'))
    fork.link(parent.folder, 550)
    const other = { ...checkpointAt(500), run: 'fork-1' }
    fork.keepWhole(other, { isPinned: true })
    expect(parent.wholeAt(500)).toEqual(checkpointAt(500))
    rmSync(parent.folder, { recursive: true })
    expect(fork.wholeAt(500)).toEqual(other)
    expect(fork.weightsAt(550)).toEqual(weightsOf(550))
  })

  it('leaves what the fork has already', () => {
    using folder = temporaryFolder()
    const parent = parentIn(folder.path)
    const fork = openCheckpoints(join(folder.path, 'fork'))
    fork.keepWhole({ ...checkpointAt(500), run: 'fork-1' }, free)
    fork.link(parent.folder, 500)
    expect(fork.wholeAt(500)?.run).toBe('fork-1')
  })

  it('obeys its own budget', () => {
    using folder = temporaryFolder()
    const parent = parentIn(folder.path)
    const fork = openCheckpoints(join(folder.path, 'fork'), { budgetBytes: 1 })
    fork.link(parent.folder, 1000)
    expect(fork.weightsSteps()).toEqual([0, 600, 1000])
    expect(parent.weightsSteps()).toHaveLength(6)
  })

  it.skipIf(!existsSync('/dev/shm'))('as copies where the file system is another', () => {
    using folder = temporaryFolder()
    const far = mkdtempSync('/dev/shm/phasescope-')
    try {
      const parent = parentIn(folder.path)
      const fork = openCheckpoints(far)
      fork.link(parent.folder, 50)
      expect(fork.weightsSteps()).toEqual([0, 50])
      for (const { path } of fork.list().kept) {
        expect(statSync(path).nlink).toBe(1)
        expect(readFileSync(path)).toEqual(readFileSync(path.replace(far, parent.folder)))
      }
    } finally {
      rmSync(far, { recursive: true })
    }
  })
})
