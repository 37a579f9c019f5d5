import { describe, expect, it } from 'vitest'
import type { Layer } from '#probes/inputs.ts'
import { probes } from '#probes/index.ts'
import { isAbsent, usageError } from '#src/vocabulary/index.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { checkedOptions, typedOptions } from '#trainer/observing/attachment.ts'
import { openBackend } from '#trainer/backend/index.ts'
import type { Tensors } from '#trainer/formats/index.ts'
import { answerFrom, type AnswerPart } from '#trainer/offline/answer.ts'
import type { Given } from '#trainer/offline/given.ts'
import { measureGiven, PLAIN } from './measured-given.ts'
import { modelShapeFrom } from '#trainer/offline/model-shape.ts'
import { offlineText } from '#trainer/offline/offline-text.ts'

const { linalg } = await openBackend()

const random = openStream(1, 'tensors of a file')
const normals = (...shape: number[]): Layer => {
  const size = shape.reduce((product, length) => product * length, 1)
  return { shape, values: Float64Array.from({ length: size }, () => random.normal()) }
}
const ofEach = ({ shape, values }: Layer, of: (value: number) => number): Layer => ({ shape, values: values.map(of) })
const signs = (...shape: number[]) => ofEach(normals(...shape), (value) => (value < 0 ? -1 : 1))
const whole = (values: readonly number[]): Layer => ({ shape: [values.length], values: Float64Array.from(values) })
const turned = ({ shape: [rows = 0, cols = 0], values }: Layer): Layer => ({
  shape: [cols, rows],
  values: values.map((_, at) => values[(at % rows) * cols + Math.floor(at / rows)] ?? NaN),
})

type Asked = Partial<Omit<Given, 'input' | 'others' | 'options'>> & { set?: Record<string, string> }

function parts(id: string, files: readonly Tensors[], { set = {}, ...rest }: Asked = {}): AnswerPart[] {
  const probe = probes.find((one) => one.id === id)
  if (probe === undefined) throw usageError(`no probe '${id}'`)
  const [input, ...others] = files.map((tensors, i) => ({ name: `file ${i}`, tensors }))
  if (input === undefined) throw usageError('no file')
  const options = checkedOptions(probe, typedOptions(probe, set))
  return answerFrom(measureGiven(probe, { ...PLAIN, ...rest, input, others, options }, linalg))
}
const value = (...asked: Parameters<typeof parts>) => parts(...asked)[0]?.value as number

const model = modelShapeFrom('mlp:3-4-4-2:tanh')
const labels = [0, 1, 1, 0, 1, 0, 0, 1, 1]
const net: Tensors = {
  x: normals(9, 3),
  y: whole(labels),
  ...{ w0: normals(3, 4), b0: normals(4), w1: normals(4, 4), b1: normals(4), w2: normals(4, 2) },
}

describe('how a network is laid out in a file', () => {
  const here = value('train-loss', [net], { model })
  it('PyTorch’s [out, in] gives the same, a square weight too, since the others say how it lies', () => {
    const { w0, w1, w2 } = net as Record<string, Layer>
    const other = { ...net, w0: turned(w0 as Layer), w1: turned(w1 as Layer), w2: turned(w2 as Layer) }
    expect(value('train-loss', [other], { model })).toBeCloseTo(here, 12)
    expect(value('train-loss', [{ ...other, w1: w1 as Layer }], { model, layout: 'in-out' })).toBeCloseTo(here, 12)
    expect(value('train-loss', [{ ...net, w1: turned(w1 as Layer) }], { model })).not.toBeCloseTo(here, 3)
    expect(value('train-loss', [{ ...net, w1: turned(w1 as Layer) }], { model, layout: 'out-in' })).toBeCloseTo(
      here,
      12,
    )
  })

  it('a temperature is that of the softmax, of a network and of logits', () => {
    const cool = { ...net, w2: { ...net.w2!, values: net.w2!.values.map((weight) => 4 * weight) } }
    expect(value('train-loss', [cool], { model, temperature: 4 })).toBeCloseTo(here, 12)
    expect(value('train-loss', [net], { model, temperature: 4 })).not.toBeCloseTo(here, 3)
    expect(value('code-length', [{ ...cool, testX: net.x!, testY: net.y! }], { model, temperature: 4 })).toBeCloseTo(
      value('code-length', [{ ...net, testX: net.x!, testY: net.y! }], { model }),
      12,
    )
    const logits = { logits: { shape: [1, 2], values: Float64Array.of(3, 0) }, labels: whole([0]) }
    expect(value('train-loss', [logits], { temperature: 3 })).toBeCloseTo(Math.log1p(Math.exp(-1)), 12)
    expect(() => value('train-loss', [net], { model, loss: 'mse', temperature: 4 })).toThrow(
      '--temperature applies to cross-entropy only, and the loss is mse',
    )
  })

  it('labels and one-hot rows are the same targets, and the targets choose the loss', () => {
    const rows: Layer = { shape: [9, 2], values: Float64Array.from(labels.flatMap((k) => [1 - k, k])) }
    expect(value('train-loss', [{ ...net, y: rows }], { model })).toBeCloseTo(here, 12)
    const squares = { model, loss: 'mse' } as const
    expect(value('train-loss', [{ ...net, y: rows }], squares)).toBeCloseTo(value('train-loss', [net], squares), 12)
    expect(value('train-loss', [net], squares)).not.toBeCloseTo(here, 3)
    const real = { ...net, y: normals(9, 2) }
    expect(value('train-loss', [real], { model })).toBeCloseTo(value('train-loss', [real], squares), 12)
  })

  it('a kernel needs no targets, a bias may be missing, and float32 is widened', () => {
    const { x, w0, w1, w2 } = net as Record<string, Layer>
    expect(parts('ntk', [{ x, w0, w1, w2 } as Tensors], { model })[0]?.value).toBeInstanceOf(Float64Array)
    const rounded = Object.entries(net).map(([name, { shape, values }]): [string, Layer] => [
      name,
      { shape, values: Float32Array.from(values) },
    ])
    const once = Object.fromEntries(rounded)
    const twice = Object.fromEntries(
      rounded.map(([name, { shape, values }]) => [name, { shape, values: Float64Array.from(values) }]),
    )
    expect(value('train-loss', [once], { model })).toBe(value('train-loss', [twice], { model }))
  })
})

describe('what is not a network', () => {
  it('a series is found under its option or under its own name, with its steps', () => {
    const curve = whole([4, 1, 0.25, 0.0625, 0.015625])
    const steps = whole([1, 2, 4, 8, 16])
    const files: Tensors[] = [
      { of: curve, steps },
      { loss: curve, steps },
    ]
    const exponents = files.map((tensors) =>
      parts('scaling-exponent', [tensors], { set: { of: 'loss' } }).map(({ value: one }) => one),
    )
    expect(exponents[0]).toEqual(exponents[1])
    expect(() => parts('scaling-exponent', [{ steps }])).toThrow(/no tensor 'of' \[T\], the values of series/)
  })

  it('a row of files is a walk: its length is that of all its steps', () => {
    const at = (...w: number[]): Tensors => ({ w: { shape: [1, 2], values: Float64Array.from(w) } })
    expect(value('path-length', [at(3, 5), at(3, 4), at(0, 0)])).toBeCloseTo(6, 12)
    expect(value('path-length', [at(3, 5), at(3, 4)])).toBeCloseTo(1, 12)
    expect(value('update-cosine', [at(1, 1), at(1, 0), at(0, 0)])).toBeCloseTo(0, 12)
    expect(isAbsent(value('update-cosine', [at(1, 1), at(1, 0)]))).toBe(true)
  })

  it('a table of pairs knows its modulus, and the operation may be said', () => {
    const logits: Layer = { shape: [9, 3], values: new Float64Array(27) }
    for (let row = 0; row < 9; row++) logits.values[row * 3 + ((Math.floor(row / 3) - (row % 3) + 3) % 3)] = 1
    const consistent = (facts: Record<string, string>) => value('symmetry-consistency', [{ logits }], { facts })
    expect(consistent({ operation: 'subtract' })).toBe(1)
    expect(consistent({})).toBeLessThan(1)
    expect(() => consistent({ operation: 'divide' })).toThrow(
      /--set operation: expected one of add, subtract, multiply/,
    )
    expect(() => value('symmetry-consistency', [{ logits: normals(8, 3) }])).toThrow(/\[p², p\].*\[8, 3\]/)
  })

  it('a learning rate must be said', () => {
    expect(() => value('edge-of-stability', [net], { model })).toThrow(/--set rate=…: expected a number/)
    const [half, one] = ['0.5', '1'].map((rate) => value('edge-of-stability', [net], { model, facts: { rate } }))
    expect(one).toBeCloseTo(2 * (half as number), 9)
  })
})

describe('the catalogue', () => {
  const residues = { u: normals(4, 5), v: normals(4, 5), w: normals(4, 5) }
  const answers = { logits: normals(25, 5), labels: whole(Array.from({ length: 25 }, (_, i) => (i * 7) % 5)) }
  const tests = { testLogits: normals(10, 5), testLabels: whole(Array.from({ length: 10 }, (_, i) => (i * 3) % 5)) }
  const students = { student: normals(2, 6), teacher: normals(2, 6) }
  const memories = { patterns: signs(2, 8), state: signs(8) }
  const samples = { generated: normals(7, 2), training: normals(9, 2) }
  const sequences = {
    losses: normals(6, 4),
    floor: normals(4),
    correct: ofEach(normals(6, 4), (value) => Number(value > 0)),
  }
  const curve = whole(Array.from({ length: 60 }, (_, i) => 1 / (1 + i)))
  const curves = { of: curve, train: curve, test: curve }
  const chain = { ...net, testX: normals(5, 3), testY: whole([0, 1, 1, 0, 1]) }
  /** A file with something for every probe whose first need is this; the others read a network. */
  const files: Readonly<Record<string, Tensors>> = {
    weights: { w1: normals(12, 15), ...answers, ...tests },
    updates: { w1: normals(5, 6) },
    gradients: { w1: normals(5, 6), 'grad.w1': normals(5, 6) },
    hidden: { x: normals(25, 6), y: normals(25, 5), ...answers, w: normals(6, 5) },
    residueWeights: residues,
    table: answers,
    predictions: { ...answers, ...tests },
    train: { ...answers, ...tests },
    test: tests,
    ...{ teacher: students, memories, samples, sequences, series: curves },
    draws: { x: normals(12, 2) },
    profiles: { error: normals(6, 3) },
    attention: { h: ofEach(normals(6, 4), () => 0.25) },
    recurrence: { w: normals(5, 5) },
    theory: { measured: normals(3), predicted: normals(3) },
    twin: { start: normals(2, 6), now: normals(2, 6), perturbed: normals(2, 6), field: normals(6) },
  }
  const offline = probes.filter(({ needs }) => !needs.includes('clock'))

  it.each(offline.map(({ id, needs }) => [id, needs[0] ?? ''] as const))('%s answers from a file', (id, need) => {
    const tensors = { ...(files[need] ?? chain), ...(id === 'loss-minimization-alignment' ? files.gradients : {}) }
    const moved = Object.fromEntries(
      Object.entries(tensors).map(([name, layer]) => [
        name,
        /^(w|b|l|t.*L)/.test(name) ? layerMoved(name, layer) : layer,
      ]),
    )
    const needsModel = files[need] === undefined
    const pruned = id === 'pruning-curve' ? { ...tensors, u: normals(4, 5) } : tensors
    const found = parts(id, [pruned, moved, tensors], {
      ...(needsModel ? { model } : {}),
      facts: { rate: '0.1', batch: '3', strength: '0.01', temperature: '1' },
      // The costliest are asked for little here: their numbers are their own tests' business.
      set: id === 'local-learning-coefficient' ? { draws: '20', burnIn: '5' } : {},
    })
    expect(found.length).toBeGreaterThan(0)
    for (const part of found) {
      if (isAbsent(part.value)) expect(part.value.absent.length).toBeGreaterThan(10)
      else expect(typeof part.value === 'number' || part.value instanceof Float64Array).toBe(true)
    }
  })

  it.each(offline.map((probe) => [probe.id, probe] as const))('%s says which tensors it reads', (_, probe) => {
    const lines = offlineText(probe)
    expect(lines).toHaveLength(probe.needs.length)
    for (const line of lines) expect(line).toMatch(/^\w+: \S.{5}/)
  })
})

/** Other weights and logits; labels stay. */
function layerMoved(name: string, { shape, values }: Layer): Layer {
  if (/labels$/i.test(name)) return { shape, values }
  return { shape, values: Float64Array.from(values, (value) => value + 0.1 * random.normal()) }
}
