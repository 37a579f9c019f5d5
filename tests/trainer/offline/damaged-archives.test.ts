import { describe, expect, it } from 'vitest'
import { weightNorm } from '#probes/weight-norm.ts'
import { PhasescopeError } from '#src/vocabulary/index.ts'
import { openBackend } from '#trainer/backend/index.ts'
import { tensorsFromNpz } from '#trainer/formats/read-npz.ts'
import { zipOf } from '../formats/zip-file.ts'
import { measureGiven, PLAIN } from './measured-given.ts'

const { linalg } = await openBackend()

/** A NumPy file of these numbers. */
function npy(numbers: readonly number[]): Buffer {
  const header = Buffer.from(`{'descr': '<f8', 'fortran_order': False, 'shape': (${numbers.length},), }\n`)
  const head = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0])
  return Buffer.concat([head, header, Buffer.from(Float64Array.from(numbers).buffer)])
}

function totalOf(archive: Buffer): unknown {
  const input = { name: 'net.npz', tensors: tensorsFromNpz(archive) }
  return measureGiven(weightNorm, { ...PLAIN, input, others: [], options: {} }, linalg)[0]?.value
}

describe.each([
  ['stored', false],
  ['deflated', true],
])('an archive whose arrays are %s', (_, isDeflated) => {
  const archive = zipOf([
    { name: 'w.npy', content: npy([3, 4]), isDeflated },
    { name: 'README.md', content: Buffer.from('of nets') },
    { name: 'b.npy', content: npy([12]), isDeflated },
  ])

  it('with one bit changed says so, or says what it said', { timeout: 120_000 }, () => {
    expect(totalOf(archive)).toBe(13)
    const from = archive.indexOf('w.npy') + 5
    const to = archive.indexOf('README.md')
    const wrong: unknown[] = []
    for (let bit = from * 8; bit < (to - 30) * 8; bit++) {
      const changed = Buffer.from(archive)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      try {
        const total = totalOf(changed)
        if (total !== 13) wrong.push([bit - from * 8, total])
      } catch (error) {
        expect(error).toBeInstanceOf(PhasescopeError)
      }
    }
    expect(wrong).toEqual([])
  })
})
