import { describe, expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import type { Inputs } from '#probes/inputs.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { NULL_MODELS, type NullModel } from '#src/vocabulary/index.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { nullModelInputs } from '#trainer/observing/null-models.ts'
import { alteredBy } from '../../src/vocabulary/altered-by.ts'

const stream = openStream(1, 'null inputs')
const numbers = (size: number) => Float32Array.from({ length: size }, () => 3 + stream.normal())
const matrix = (rows: number, cols: number): Matrix => ({ rows, cols, data: numbers(rows * cols) })
const labels = Int32Array.from({ length: 40 }, (_, i) => i % 5)
const answers = () => ({ logits: matrix(40, 5), labels, trueLabels: labels })
const examples = () => ({ inputs: matrix(40, 6), targets: matrix(40, 5), labels })
const layer = { name: 'w', weight: matrix(6, 5), bias: null, activation: 'linear' as const }
const inputs: Partial<Inputs> = {
  weights: { w: { shape: [6, 5], values: layer.weight.data } },
  residueWeights: { u: matrix(8, 7) },
  hidden: { one: matrix(40, 9), two: matrix(40, 3) },
  labels,
  head: { weight: matrix(9, 5), logits: matrix(40, 5) },
  predictions: { train: answers(), test: answers() },
  table: {
    modulus: 2,
    operation: 'add',
    logits: matrix(40, 5),
    answers: labels,
    train: { rows: labels, labels },
    loss: { kind: 'mse', reduction: 'mean' },
  },
  chain: {
    layers: [layer],
    loss: { kind: 'mse', reduction: 'mean' },
    probe: examples(),
    train: examples(),
    test: null,
  },
  teacher: { student: matrix(4, 6), teacher: matrix(4, 6) },
  recurrence: { weight: matrix(6, 6), initial: null },
  initialHidden: { one: matrix(40, 9) },
}
const altered = (model: NullModel, seed = 0) =>
  nullModelInputs(inputs, model, (name) => openStream(seed, name)) as Inputs
const sorted = (values: ArrayLike<number>) => Float64Array.from(values).sort()
const rowsOf = ({ rows, cols, data }: Matrix) =>
  Array.from({ length: rows }, (_, row) => data.subarray(row * cols, (row + 1) * cols).join()).sort()

describe('shuffled weights', () => {
  it('keep the numbers of every layer and none of their places', () => {
    const { weights, residueWeights, head, teacher, recurrence } = altered('shuffled-weights')
    const pairs = [
      [weights.w!.values, inputs.weights!.w!.values],
      [residueWeights.u!.data, inputs.residueWeights!.u!.data],
      [head.weight!.data, inputs.head!.weight!.data],
      [teacher.student.data, inputs.teacher!.student.data],
      [recurrence.weight.data, inputs.recurrence!.weight.data],
    ] as const
    for (const [now, then] of pairs) {
      expect(sorted(now)).toEqual(sorted(then))
      expect(now).not.toEqual(then)
    }
    expect(teacher.teacher).toBe(inputs.teacher!.teacher)
  })

  it('alter a layer alike wherever it appears', () => {
    const { weights, chain } = altered('shuffled-weights')
    expect(chain.layers[0]!.weight.data).toEqual(weights.w!.values)
    expect(chain.train).toBe(inputs.chain!.train)
  })
})

describe('random weights', () => {
  it('have the mean and the variance of the layer', () => {
    const values = Float64Array.from({ length: 40_000 }, (_, i) => 5 + 2 * Math.sin(i))
    const drawn = nullModelInputs({ weights: { w: { shape: [200, 200], values } } }, 'random-weights', (name) =>
      openStream(1, name),
    ).weights!.w!.values
    const mean = [...drawn].reduce((sum, value) => sum + value, 0) / drawn.length
    const variance = [...drawn].reduce((sum, value) => sum + (value - mean) ** 2, 0) / drawn.length
    expect(Math.abs(mean - 5)).toBeLessThan(0.03)
    expect(Math.abs(variance - 2)).toBeLessThan(0.06)
    const fourth = [...drawn].reduce((sum, value) => sum + (value - mean) ** 4, 0) / drawn.length / variance ** 2
    expect(Math.abs(fourth - 3)).toBeLessThan(0.15)
    expect(drawn).toBeInstanceOf(Float64Array)
  })
})

describe('shuffled labels', () => {
  it('keep the counts of the classes and the activations', () => {
    const { labels: now, hidden, predictions, chain, table } = altered('shuffled-labels')
    expect(hidden).toBe(inputs.hidden)
    for (const some of [
      now,
      predictions.train.labels,
      predictions.test.trueLabels,
      chain.train.labels!,
      table.answers,
    ]) {
      expect(some).not.toEqual(labels)
      expect(sorted(some)).toEqual(sorted(labels))
    }
    expect(predictions.train.logits).toBe(inputs.predictions!.train.logits)
    expect(predictions.train.trueLabels).toEqual(predictions.train.labels)
    expect(rowsOf(chain.train.targets)).toEqual(rowsOf(inputs.chain!.train.targets))
    expect(chain.train.inputs).toBe(inputs.chain!.train.inputs)
  })

  it('move targets with their labels', () => {
    const { chain } = altered('shuffled-labels')
    const { targets, labels: moved } = chain.probe
    const before = inputs.chain!.probe
    const rowOf = (of: Matrix, row: number) => of.data.subarray(row * of.cols, (row + 1) * of.cols).join()
    for (let row = 0; row < 40; row++) {
      const from = Array(40)
        .keys()
        .find((other) => rowOf(before.targets, other) === rowOf(targets, row))!
      expect(moved![row]).toBe(before.labels![from])
    }
  })
})

describe('shuffled examples', () => {
  it('move the rows of one representation, all layers alike, and leave its partner', () => {
    const { hidden, initialHidden, labels: same, head } = altered('shuffled-examples')
    expect(initialHidden).toBe(inputs.initialHidden)
    expect(same).toBe(labels)
    for (const name of ['one', 'two']) {
      expect(hidden[name]!.data).not.toEqual(inputs.hidden![name]!.data)
      expect(rowsOf(hidden[name]!)).toEqual(rowsOf(inputs.hidden![name]!))
    }
    const place = (of: Matrix, from: Matrix) => {
      const rows = Array.from({ length: 40 }, (_, row) =>
        from.data.subarray(row * from.cols, (row + 1) * from.cols).join(),
      )
      return Array.from({ length: 40 }, (_, row) =>
        rows.indexOf(of.data.subarray(row * of.cols, (row + 1) * of.cols).join()),
      )
    }
    expect(place(hidden.two!, inputs.hidden!.two!)).toEqual(place(hidden.one!, inputs.hidden!.one!))
    expect(place(head.logits!, inputs.head!.logits!)).toEqual(place(hidden.one!, inputs.hidden!.one!))
  })
})

describe.each(NULL_MODELS)('%s', (model) => {
  it('alters what it says, the same again under one seed and otherwise under another', () => {
    for (const need of alteredBy(model)) {
      expect(altered(model)[need], need).not.toEqual(inputs[need])
      expect(altered(model)[need], need).toEqual(altered(model)[need])
      expect(altered(model, 1)[need], need).not.toEqual(altered(model)[need])
    }
  })

  it('leaves the inputs as they were', () => {
    const before = structuredClone(inputs)
    for (const need of alteredBy(model)) void altered(model)[need]
    expect(inputs).toEqual(before)
  })

  it('is offered only by probes that read something it alters', () => {
    const idle = probes.filter(
      ({ nulls, needs }) => nulls.includes(model) && !needs.some((need) => alteredBy(model).includes(need)),
    )
    expect(idle.map(({ id }) => id)).toEqual([])
  })
})

it('a file that has no test split has a null of what it has', () => {
  const noTest = {
    train: answers(),
    get test(): never {
      throw new Error('There is no test split')
    },
  }
  const { predictions } = nullModelInputs({ predictions: noTest }, 'shuffled-labels', (name) => openStream(7, name))
  expect([...predictions!.train.labels].sort()).toEqual([...labels].sort())
  expect(predictions!.train.labels).not.toEqual(labels)
  expect(() => predictions!.test).toThrow('no test split')
})
