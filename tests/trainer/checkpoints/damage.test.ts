import { appendFileSync, copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkpointFile } from '#trainer/checkpoints/files.ts'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { readCheckpoints } from '#trainer/checkpoints/read-checkpoints.ts'
import { writeSafetensors } from '#trainer/formats/write-safetensors.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { checkpointAt, weightsOf } from './states.ts'

const OLD = 100
const NEW = 200

/** A folder with a good checkpoint and a newer one that something has happened to. */
function damagedBy(damage: (path: string) => void) {
  const folder = temporaryFolder()
  const kept = openCheckpoints(folder.path)
  kept.keepWhole({ ...checkpointAt(OLD), memories: { a: [1] } }, { isPinned: false })
  const { entry } = kept.keepWhole({ ...checkpointAt(NEW), memories: { a: [1] } }, { isPinned: false })
  damage(entry.path)
  return { path: entry.path, kept: readCheckpoints(folder.path), [Symbol.dispose]: () => folder[Symbol.dispose]() }
}

/** The newest good one is used, and the damaged one named with what is wrong. */
function expectRefused({ path, kept }: ReturnType<typeof damagedBy>, why: RegExp): void {
  const { checkpoint, refused } = kept.newestWhole(Infinity)
  expect(checkpoint?.state.step).toBe(OLD)
  expect(refused).toHaveLength(1)
  expect(refused[0]).toMatchObject({ step: NEW, kind: 'whole', path, why: expect.stringMatching(why) })
  expect(refused[0]?.why).toContain(path)
  expect(() => kept.wholeAt(NEW)).toThrow(why)
}

describe('a damaged checkpoint is refused by name, and the newest good one is used', () => {
  it('cut off at every length', () => {
    using damaged = damagedBy(() => {})
    const bytes = readFileSync(damaged.path)
    for (let length = 0; length < bytes.length; length += length < 16 || length > bytes.length - 16 ? 1 : 37) {
      writeFileSync(damaged.path, bytes.subarray(0, length))
      expectRefused(damaged, /not a complete safetensors file/)
      expect(damaged.kept.list().refused).toHaveLength(1) // seen by its header already
    }
  })

  it('with a bit changed anywhere', () => {
    using damaged = damagedBy(() => {})
    const bytes = readFileSync(damaged.path)
    const numbersAt = 8 + Number(bytes.readBigUInt64LE(0))
    for (let at = 0; at < bytes.length; at += at < numbersAt ? 3 : 11) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << (at % 8)), at)
      writeFileSync(damaged.path, changed)
      const { checkpoint } = damaged.kept.newestWhole(Infinity)
      // In the header a bit may belong to a blank between its end and the numbers: then all is as it was written.
      if (at >= numbersAt || checkpoint?.state.step === OLD) expect(checkpoint?.state.step).toBe(OLD)
      else expect(checkpoint).toEqual({ ...checkpointAt(NEW), memories: { a: [1] } })
    }
  })

  it.each<[string, (path: string) => void, RegExp]>([
    ['with bytes after its end', (path) => appendFileSync(path, 'more'), /no tensor covers|bytes, and the file has /],
    ['full of zeros, as a power cut leaves', (path) => writeFileSync(path, Buffer.alloc(4096)), /header is not JSON/],
    ['empty', (path) => writeFileSync(path, ''), /it has 0 bytes/],
    [
      'of another program',
      (path) => writeSafetensors(path, weightsOf(1)),
      /not a checkpoint: its header names no format/,
    ],
    [
      'of a later format',
      (path) => writeSafetensors(path, weightsOf(1), { format: 'phasescope-checkpoint/9' }),
      /format 'phasescope-checkpoint\/9', while this version reads 'phasescope-checkpoint\/1'/,
    ],
    [
      'with half its facts',
      (path) => writeSafetensors(path, weightsOf(1), { format: 'phasescope-checkpoint/1', run: 'r' }),
      /its header lacks/,
    ],
    [
      'under the name of another step',
      (path) => copyFileSync(path.replace(String(NEW), String(OLD)), path),
      /its file name says step 200, and its header step 100/,
    ],
    [
      'that holds weights alone',
      (path) => {
        using other = temporaryFolder()
        const { entry } = openCheckpoints(other.path).keepWeights('demo-1', NEW, weightsOf(NEW))
        copyFileSync(entry.path, path)
      },
      /expected a whole checkpoint, got weights alone/,
    ],
  ])('%s', (_, damage, why) => {
    using damaged = damagedBy(damage)
    expectRefused(damaged, why)
  })

  it('weights alone as well', () => {
    using folder = temporaryFolder()
    const kept = openCheckpoints(folder.path)
    const { entry } = kept.keepWeights('demo-1', 50, weightsOf(50))
    const changed = readFileSync(entry.path)
    changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1)
    writeFileSync(entry.path, changed)
    expect(() => kept.weightsAt(50)).toThrow(/000000050\.weights\.safetensors: a damaged checkpoint: .*checksum/)
  })

  it('says null where none is good, and nothing of what is not there', () => {
    using folder = temporaryFolder()
    const kept = readCheckpoints(folder.path)
    expect(kept.newestWhole(Infinity)).toEqual({ checkpoint: null, refused: [] })
    expect([kept.wholeAt(0), kept.weightsAt(0)]).toEqual([null, null])
    expect(readCheckpoints(`${folder.path}/nowhere`).list()).toEqual({ kept: [], refused: [] })
  })

  it('leaves files of other names alone', () => {
    using folder = temporaryFolder()
    const kept = openCheckpoints(folder.path)
    const { entry } = kept.keepWhole(checkpointAt(5), { isPinned: false })
    renameSync(entry.path, checkpointFile(folder.path, 5, 'whole').path.replace('000000005', 'mine'))
    expect(kept.list()).toEqual({ kept: [], refused: [] })
  })
})
