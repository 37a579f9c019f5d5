import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { snapshotsIn, stepOfSnapshot } from '#src/cli/snapshots.ts'
import { PhasescopeError, usageError } from '#src/vocabulary/index.ts'
import { writeSafetensors } from '#trainer/formats/write-safetensors.ts'
import { tensorFrom } from '#trainer/formats/tensor.ts'
import { temporaryFolder } from '../../phasescope.ts'

describe('what --many names', () => {
  it('is every file of tensors in a folder and those in it, by number', () => {
    using folder = temporaryFolder()
    const names = ['step-10.npz', 'step-2.npz', 'step-2/w.safetensors', 'notes.txt', 'w.pt', 'a.NPY']
    for (const name of names) {
      mkdirSync(dirname(join(folder.path, name)), { recursive: true })
      writeFileSync(join(folder.path, name), '')
    }
    const found = snapshotsIn(folder.path).map((path) => path.slice(folder.path.length + 1))
    expect(found).toEqual(['a.NPY', 'step-2.npz', 'step-2/w.safetensors', 'step-10.npz'])
  })

  it('is a path a line of a file, in their order, whatever ends its lines', () => {
    using folder = temporaryFolder()
    const list = join(folder.path, 'list')
    writeFileSync(list, '\uFEFFb.npz\r\n\n  \n/a/with space.npy\na,"b".npz')
    expect(snapshotsIn(list)).toEqual(['b.npz', '/a/with space.npy', 'a,"b".npz'])
  })

  it.each([
    ['nothing', '', /expected a folder with files of tensors, or a file with a path a line; it has none/],
    ['a file of tensors', 'PK\x03\x04\0', /expected a folder, or a text file with a path a line/],
  ])('cannot be %s', (_, content, message) => {
    using folder = temporaryFolder()
    const list = join(folder.path, 'list')
    writeFileSync(list, content)
    expect(() => snapshotsIn(list)).toThrow(message)
    expect(() => snapshotsIn(join(folder.path, 'none'))).toThrow(/none: cannot be read: ENOENT/)
    expect(() => snapshotsIn(join(folder.path, 'none'))).toThrow(PhasescopeError)
  })
})

describe('the step of a file', () => {
  it.each([
    ['runs/step1000.npz', 1000],
    ['runs/w_step=20.npz', 20],
    ['runs/checkpoint-500/model.npz', 500],
    ['runs/global_step7/model.npz', 7],
    ['ckpt_0003.npy', 3],
    ['epoch=2-step=40.npz', 40],
    ['footstep-3.npz', null],
    ['step.npz', null],
    ['w12.npz', null],
    ['checkpoint-1/2/w.npz', null],
    ['step99999999999999999999.npz', null],
  ])('%s is in its name, or that of its folder: %s', (path, step) => {
    expect(stepOfSnapshot(path, {})).toBe(step)
  })

  it('is what the file itself says, before its name', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'step-1.safetensors')
    const w = { shape: [1], values: Float32Array.of(1) }
    writeSafetensors(path, { w }, { step: '12' })
    expect(stepOfSnapshot(path, { w })).toBe(12)
    writeSafetensors(path, { w }, { step: 'twelve' })
    expect(stepOfSnapshot(path, { w })).toBe(1)
    const step = (kind: 'integer' | 'float', values: number[]) =>
      tensorFrom({ shape: [values.length], dtype: 'I64', kind }, () => Float64Array.from(values))
    expect(stepOfSnapshot('step-1.npz', { step: step('integer', [30]) })).toBe(30)
    expect(stepOfSnapshot('step-1.npz', { step: step('integer', [30, 31]) })).toBe(1)
    expect(stepOfSnapshot('step-1.npz', { step: step('float', [30]) })).toBe(1)
    const unreadable = tensorFrom({ shape: [], dtype: 'I64', kind: 'integer' }, () => {
      throw usageError('cannot be held exactly')
    })
    expect(stepOfSnapshot('step-1.npz', { step: unreadable })).toBe(1)
  })
})
