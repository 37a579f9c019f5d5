import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { Histogram } from '#src/clients/js/histogram.ts'
import { newLogged } from '#src/clients/js/logged.ts'
import { newTeller } from '#src/clients/js/say.ts'
import { columnsOf } from '#src/vocabulary/index.ts'

/** What becomes of what is logged under a name: its kind with its numbers, and what is said. */
async function logged(values: object) {
  const said: string[] = []
  const log = newLogged(newTeller((sentence) => void said.push(sentence)))
  log.add(values, 3)
  log.add(values, 4)
  await log.read()
  const reports = log.take()
  const kinds = new Map(reports.flatMap((report) => (report.type === 'declared' ? [[report.series.name, report.series.kind]] : []))) // prettier-ignore
  const columns = reports.flatMap(columnsOf)
  for (const { steps } of columns) expect([...steps]).toEqual([3, 4])
  const found = columns.map(({ series, values }) => [
    series,
    [kinds.get(series), ...values.slice(0, values.length / 2)],
  ])
  return { found: Object.fromEntries(found) as Record<string, unknown[]>, said }
}

test('numbers of every kind are what they are', async () => {
  const { found, said } = await logged({
    ...{ nan: NaN, plus: Infinity, minus: -Infinity, zero: -0, truth: true, big: 12n, huge: -(10n ** 400n) },
    ...{ list: [1, 2n, false], empty: [], bytes: Uint8ClampedArray.of(300), bigs: BigInt64Array.of(-1n, 2n) },
    ...{ floats: Float32Array.of(0.5, NaN), rows: [[1, 2], Float64Array.of(3, Infinity)] },
    ...{ histogram: new Histogram(BigUint64Array.of(2n), [0, 1]), nested: { a: { b: 1 }, c: Object.create(null) as object } }, // prettier-ignore
  })
  expect(found).toEqual({
    ...{ nan: ['scalar', NaN], plus: ['scalar', Infinity], minus: ['scalar', -Infinity], zero: ['scalar', -0] },
    ...{ truth: ['scalar', 1], big: ['scalar', 12], huge: ['scalar', -Infinity] },
    ...{ list: ['spectrum', 1, 2, 0], empty: ['spectrum'], bytes: ['spectrum', 255], bigs: ['spectrum', -1, 2] },
    ...{ floats: ['spectrum', 0.5, NaN], rows: ['matrix', 2, 1, 2, 3, Infinity], histogram: ['histogram', 3, 0, 1, 2] },
    'nested/a/b': ['scalar', 1],
  })
  expect(said).toEqual([])
})

test('tensors of TensorFlow.js of every rank and dtype are read, or said once to be no series', async () => {
  const { found, said } = await logged({
    ...{ rank0: tf.scalar(2), rank1: tf.tensor1d([1, 2], 'int32'), rank2: tf.tensor2d([[1, 0]], [1, 2], 'bool') },
    ...{ rank3: tf.ones([2, 1, 2]), one: tf.ones([1, 1, 1, 1]), none: tf.zeros([0]), noColumn: tf.zeros([2, 0]) },
    ...{
      texts: tf.tensor1d(['a', 'b'], 'string'),
      text: tf.scalar('7', 'string'),
      complex: tf.complex([1, 2], [3, 4]),
    },
    ...{ gone: disposed(), large: { shape: [2048, 2048], data: () => Promise.reject(new Error('it was read')) } },
  })
  expect(found).toEqual({
    ...{ rank0: ['scalar', 2], rank1: ['spectrum', 1, 2], rank2: ['matrix', 2, 1, 0] },
    ...{ one: ['scalar', 1], none: ['spectrum'] },
  })
  expect(said.toSorted()).toEqual(
    [
      ...['texts', 'complex'].map((name) => `'${name}' was logged as a tensor of rank 1, which is no series; it is left out`), // prettier-ignore
      `'text' was logged as a tensor of rank 0, which is no series; it is left out`,
      `'noColumn' was logged as a tensor of rank 2, which is no series; it is left out`,
      `'rank3' was logged as a tensor of rank 3, which is no series; it is left out`,
      `'large' was logged as a tensor of shape [2048, 2048], which is no series; it is left out`,
      `'gone' cannot be logged, and is left out: Tensor is disposed.`,
    ]
      .map((sentence) => `phasescope: ${sentence}`)
      .toSorted(),
  )
})

test('what is no series is said once by its name, and keeps nothing else from being logged', async () => {
  const cyclic: Record<string, unknown> = { a: 1 }
  cyclic.b = cyclic
  const { found, said } = await logged({
    ...{
      word: 'x',
      nothing: null,
      date: new Date(0),
      sparse: new Array(2 ** 32 - 1),
      mixed: [1, 'x'],
      ragged: [[1], [1, 2]],
    },
    ...{ 'a\nkey\u0000': 1, '\u0001': 1, ['long'.padEnd(257)]: 1, ' blank ': 1, cyclic },
    get throws() {
      throw new Error('not now')
    },
    after: 1,
  })
  expect(found).toEqual({ 'a key ': ['scalar', 1], ' blank ': ['scalar', 1], after: ['scalar', 1], ...withinOf(found) })
  expect(Object.keys(withinOf(found))).toHaveLength(32)
  const names = said.map((sentence) => /^phasescope: '([^']*)'/.exec(sentence)?.[1]?.trim().slice(0, 8))
  expect(names.toSorted()).toEqual(['', 'a key', 'cyclic/b', 'date', 'long', 'mixed', 'nothing', 'ragged', 'sparse', 'throws', 'word']) // prettier-ignore
  expect(new Set(said).size).toBe(said.length)
  expect(said.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
})

test('a histogram takes numbers of any size, and no more bins than can be drawn', () => {
  const { counts, edges } = Histogram.of([-1.7e308, 0, 1.7e308, NaN, Infinity], 2)
  expect([counts, edges]).toEqual([[1, 2], [-1.7e308, 0, 1.7e308]]) // prettier-ignore
  expect(Histogram.of([1e300], 2).counts).toEqual([0, 1])
  for (const bins of [0, 0.5, 1e9, NaN]) expect(() => Histogram.of([1], bins)).toThrow(/expected 1 to 65536 bins/)
  expect(() => new Histogram(['x'] as never, [0, 1])).toThrow('Histogram: expected counts to be numbers')
})

function disposed(): tf.Tensor {
  const tensor = tf.scalar(1)
  tensor.dispose()
  return tensor
}

/** What was found within what contains itself. */
function withinOf(found: Record<string, unknown[]>): Record<string, unknown[]> {
  return Object.fromEntries(Object.entries(found).filter(([name]) => name.startsWith('cyclic')))
}
