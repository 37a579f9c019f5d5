import { describe, expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import { isAbsent, usageError } from '#src/vocabulary/index.ts'
import { openBackend } from '#trainer/backend/index.ts'
import type { Tensor, Tensors } from '#trainer/formats/index.ts'
import { answerFrom } from '#trainer/offline/answer.ts'
import { gaussian } from '../../probes/random.ts'
import { measureGiven, PLAIN } from './measured-given.ts'

const { linalg } = await openBackend()

const normals = (rows: number, cols: number): Tensor => ({
  shape: [rows, cols],
  values: Float64Array.from(gaussian(1, rows * cols, rows + cols)[0] ?? []),
})
const whole = (count: number, of: (i: number) => number): Tensor => ({
  shape: [count],
  values: Float64Array.from({ length: count }, (_, i) => of(i)),
})

function answerOf(id: string, tensors: Tensors) {
  const probe = probes.find((one) => one.id === id)
  if (probe === undefined) throw usageError(`no probe '${id}'`)
  const options = Object.fromEntries(probe.options.map(({ key, default: value }) => [key, value]))
  return answerFrom(measureGiven(probe, { ...PLAIN, input: { name: 'net.npz', tensors }, others: [], options }, linalg))
}

describe('classes that the outputs do not have are refused, in whatever tensor they are', () => {
  const labels = whole(12, (i) => i % 3)
  const tested = { logits: normals(12, 3), labels, testLogits: normals(12, 3), testLabels: labels }
  const table = { logits: normals(25, 5), train: whole(25, (i) => i % 2) }
  it.each([
    ['label-noise-split', 'labels', tested],
    ['label-noise-split', 'trueLabels', tested],
    ['test-accuracy', 'testLabels', tested],
    ['residue-accuracy', 'testTrueLabels', tested],
    ['restricted-loss', 'answers', table],
    ['restricted-loss', 'labels', table],
  ] as const)('%s of %s', (id, name, tensors: Tensors) => {
    const { shape } = tensors.logits as Tensor
    const classes = shape[1] ?? 0
    const labeled = (most: number) => ({
      ...tensors,
      [name]: whole(shape[0] ?? 0, (i) => (i === 7 ? most : i % classes)),
    })
    expect(() => answerOf(id, labeled(classes - 1))).not.toThrow()
    expect(() => answerOf(id, labeled(classes))).toThrow(
      `'${name}' with labels from 0 to ${classes - 1}; it holds ${classes}`,
    )
  })
})

describe('a label may be any whole number', () => {
  const x = normals(24, 3)
  const few = whole(24, (i) => i % 3)
  const large = whole(24, (i) => [0, 1, 2 ** 31 - 1][i % 3] as number)
  it.each(['linear-probe', 'class-subnetwork-overlap', 'diffusion-spectral-mutual-information'])(
    '%s is of the classes that there are, however large one is',
    (id) => {
      expect(answerOf(id, { x, labels: large })).toEqual(answerOf(id, { x, labels: few }))
    },
  )

  it('neural-collapse says which class has no example', () => {
    expect(answerOf('neural-collapse', { x, labels: large }).map(({ value }) => value)).toEqual([
      { absent: 'Class 2 has no example in the probe batch' },
    ])
  })
})

it('a single output has no margin', () => {
  const answer = answerOf('margin', { logits: normals(12, 1), labels: whole(12, () => 0) })
  expect(answer.map(({ value }) => isAbsent(value as never))).toEqual([true])
})
