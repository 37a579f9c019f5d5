import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { readCheckpoints } from '#trainer/checkpoints/read-checkpoints.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { largeCheckpoint } from './states.ts'

const WRITER = join(import.meta.dirname, 'write-often.ts')

const partialIn = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.partial'))

/** Lets a process write from a step on and kills it so long after it has begun a file; the last step it called safe. */
async function killed(folder: string, first: number, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, [WRITER, folder, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  const closed = once(child, 'close')
  await once(child.stdout, 'data')
  while (partialIn(folder).length === 0) await setImmediate()
  await setTimeout(afterMs)
  child.kill('SIGKILL')
  await closed
  return Number(said.split('\n').at(-2))
}

describe('a writer killed in mid-write', () => {
  it('leaves every checkpoint sound that it had called safe, and a writer after it goes on', async () => {
    using folder = temporaryFolder()
    const at = largeCheckpoint()
    let first = 0
    let halves = 0
    // Where every kill came too late, it has shown nothing: it goes on until one has come in mid-write.
    for (let kill = 0; kill < 6 || halves === 0; kill++) {
      const safe = await killed(folder.path, first, 3 * (kill % 6))
      halves += partialIn(folder.path).length
      const kept = readCheckpoints(folder.path)
      const { checkpoint, refused } = kept.newestWhole(Infinity)
      expect(refused).toEqual([])
      expect(kept.list().refused).toEqual([])
      const step = checkpoint?.state.step ?? -1
      expect([safe, safe + 1]).toContain(step) // moved into place, and killed before it could say so
      expect(checkpoint).toEqual(at(step))
      first = step + 1
      openCheckpoints(folder.path)
      expect(partialIn(folder.path)).toEqual([])
    }
    expect(halves).toBeGreaterThan(0)
  })
})
