import { describe, expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import { usageError } from '#src/vocabulary/index.ts'
import { openBackend } from '#trainer/backend/index.ts'
import type { Tensor, Tensors } from '#trainer/formats/index.ts'
import { tensorFrom } from '#trainer/formats/tensor.ts'
import { answerFrom } from '#trainer/offline/answer.ts'
import type { Given } from '#trainer/offline/given.ts'
import { saidOf } from '#trainer/offline/measure-given.ts'
import { modelShapeFrom } from '#trainer/offline/model-shape.ts'
import { gaussian } from '../../probes/random.ts'
import { PLAIN } from './measured-given.ts'

const { linalg } = await openBackend()

/** Numbers that no two tensors share. */
let seed = 0
const normals = (...shape: number[]): Tensor => {
  const size = shape.reduce((product, length) => product * length, 1)
  return { shape, values: Float64Array.from(gaussian(1, size, ++seed)[0] ?? []) }
}
const whole = (...values: number[]): Tensor => ({
  shape: [values.length],
  values: Float64Array.from(values),
  stored: { dtype: 'I64', kind: 'integer', isRead: true },
})

function said(id: string, tensors: Tensors, asked: Partial<Given> = {}) {
  const probe = probes.find((one) => one.id === id)
  if (probe === undefined) throw usageError(`no probe '${id}'`)
  const options = Object.fromEntries(probe.options.map(({ key, default: value }) => [key, value]))
  const input = { name: 'net.npz', tensors }
  const { measurements, ...beside } = saidOf(probe, { ...PLAIN, input, others: [], options, ...asked }, linalg)
  const answer = answerFrom(measurements)
  return { ...beside, answer, parts: answer.map(({ name }) => name), value: answer[0]?.value as number }
}

const norm = (...tensors: Tensor[]) => Math.hypot(...tensors.flatMap(({ values }) => [...values]))

describe('which tensors are parameters', () => {
  const [weight, bias] = [normals(3, 2), normals(3)]
  const net = { 'fc.weight': weight, 'fc.bias': bias }
  /** What stands beside the parameters of a file, and why it is none. */
  const beside: [string, Tensor, RegExp][] = [
    ['grad.fc.weight', normals(3, 2), /^a gradient$/],
    ['bn.running_mean', normals(3), /running statistics/],
    ['bn.running_var', normals(3), /running statistics/],
    ['bn.num_batches_tracked', whole(7), /running statistics/],
    ['batch_normalization/moving_variance:0', normals(3), /running statistics/],
    ['optimizer.state.0.exp_avg', normals(3), /what the optimizer remembers/],
    ['optim_state.0.step_size', normals(3), /what the optimizer remembers/],
    ['optimizer_weights/Adam/m/dense/kernel:0', normals(3), /what the optimizer remembers/],
    ['state.0.exp_avg_sq', normals(3), /what the optimizer remembers/],
    ['0.momentum_buffer', normals(3), /what the optimizer remembers/],
    ['h.0.attn.bias', normals(1, 1, 4, 4), /a constant, not learned/],
    ['h.0.attn.masked_bias', normals(), /a constant, not learned/],
    ['layers.0.rotary_emb.inv_freq', normals(4), /a constant, not learned/],
    ['fc.weight_mask', normals(3, 2), /a constant, not learned/],
    ['step', whole(7), /whole numbers \(I64\)/],
    ['x', normals(5, 2), /examples or answers/],
    ['logits', normals(5, 3), /examples or answers/],
    [
      'rope',
      { shape: [2], values: new Float64Array(2), stored: { dtype: 'C64', kind: null, isRead: false } },
      /of type C64/,
    ],
  ]

  it.each(beside)('%s is none, and is named', (name, tensor, why) => {
    const { value, leftOut } = said('weight-norm', { ...net, [name]: tensor })
    expect(value).toBeCloseTo(norm(weight, bias), 12)
    expect(leftOut).toEqual([{ tensor: name, why: expect.stringMatching(why) as string }])
  })

  it('keep their norms whatever they are called', () => {
    const names = [
      'total',
      'total (tensor)',
      'a\nb',
      'a\u001bb',
      '__proto__',
      'constructor',
      '',
      'a,"b"',
      'x'.repeat(999),
      'x'.repeat(998),
    ]
    const tensors = Object.fromEntries(names.map((name) => [name, normals(2, 3)]))
    for (const id of ['weight-norm', 'stable-rank', 'weight-rms', 'neural-persistence']) {
      const { parts, leftOut } = said(id, tensors)
      const rest = parts.slice(id === 'stable-rank' ? 0 : 1)
      expect(rest, id).toHaveLength(names.length)
      expect(new Set(parts).size, id).toBe(parts.length)
      expect(leftOut, id).toEqual([])
    }
    expect(said('weight-norm', tensors).value).toBeCloseTo(norm(...Object.values(tensors)), 12)
    const before = { name: 'before.npz', tensors: { ...tensors, total: normals(2, 3) } }
    const { answer } = said('distance-from-initialization', tensors, { others: [before] })
    const gone = answer.filter(({ value }) => value !== 0).map(({ name }) => name)
    expect(gone).toEqual(['total', 'total (tensor 2)'])
  })

  it('that are damaged are asked for like all others, unless they are left out', () => {
    const why = 'the checksum is wrong'
    const broken = tensorFrom({ shape: [], dtype: 'unknown', kind: null, isDamaged: true }, () => {
      throw usageError(why)
    })
    expect(() => said('weight-norm', { ...net, broken })).toThrow(why)
    expect(said('weight-norm', { ...net, broken }, { weights: ['!broken'] }).value).toBeCloseTo(norm(weight, bias), 12)
    expect(said('weight-norm', { ...net, 'grad.fc.weight': broken }).value).toBeCloseTo(norm(weight, bias), 12)
    const logits = { logits: normals(4, 3), labels: whole(0, 1, 2, 0) }
    expect(Number.isFinite(said('train-loss', { ...logits, broken }).value)).toBe(true)
  })

  it('all others are, of any shape, and nothing is left out', () => {
    const tensors = {
      ...net,
      scale: normals(),
      heads: normals(4, 6, 2),
      kernel: normals(2, 2, 3, 4),
      none: normals(0, 3),
    }
    const { value, leftOut } = said('weight-norm', tensors)
    expect(value).toBeCloseTo(norm(...Object.values(tensors)), 12)
    expect(leftOut).toEqual([])
    expect(said('weight-rms', tensors).value).toBeCloseTo(
      norm(...Object.values(tensors)) / Math.sqrt(6 + 3 + 1 + 48 + 48),
      12,
    )
  })

  it('examples are weights where there is nothing else, and the probe asks for nothing else', () => {
    const x = normals(4, 3)
    expect(said('weight-norm', { x }).value).toBeCloseTo(norm(x), 12)
    const labels = whole(0, 1, 0, 1)
    const { answer, leftOut } = said('margin', { logits: normals(4, 2), labels })
    expect(answer.find(({ name }) => name === 'normalized')?.value).toMatchObject({ absent: expect.any(String) })
    expect(leftOut).toEqual([])
  })

  it('--weights takes and excludes; the last pattern that fits decides', () => {
    const counter = whole(3, 4)
    const tensors = { ...net, 'ema.fc.weight': normals(3, 2), counter }
    const value = (...weights: string[]) => said('weight-norm', tensors, { weights }).value
    expect(value('fc.*')).toBeCloseTo(norm(weight, bias), 12)
    expect(value('!ema.*')).toBeCloseTo(norm(weight, bias), 12)
    expect(value('!ema.*', '!*.bias')).toBeCloseTo(norm(weight), 12)
    expect(value('*.weight', '!ema.*', 'fc.bias')).toBeCloseTo(norm(weight, bias), 12)
    expect(value('counter')).toBe(5)
    expect(value('fc.weigh?')).toBeCloseTo(norm(weight), 12)
    const { leftOut } = said('weight-norm', tensors, { weights: ['fc.*', '!fc.bias'] })
    expect(leftOut).toEqual([
      { tensor: 'fc.bias', why: 'excluded by --weights' },
      { tensor: 'ema.fc.weight', why: 'not among --weights' },
      { tensor: 'counter', why: 'not among --weights' },
    ])
    expect(() => value('fc*', 'conv.*')).toThrow(
      /^--weights 'conv\.\*': net\.npz has no tensor of such a name; it has fc\.weight \[3, 2\], fc\.bias \[3\]/,
    )
  })

  it('a file without any says what it has', () => {
    expect(() => said('weight-norm', { counter: whole(1, 2) })).toThrow(
      /net\.npz has no parameters .*; it has counter \[2\]; name those that are with --weights/,
    )
  })

  it('a network that is held against another has the same tensors', () => {
    const other = {
      name: 'other.npz',
      tensors: { 'fc.weight': normals(3, 2), 'fc.bias': normals(3), 'more.weight': normals(2, 2) },
    }
    expect(said('distance-from-initialization', net, { others: [other] }).parts).toEqual([
      'total',
      'fc.weight',
      'fc.bias',
    ])
    expect(() => said('distance-from-initialization', net, { others: [{ name: 'other.npz', tensors: {} }] })).toThrow(
      /other\.npz/,
    )
  })
})

describe('which parameters are layers, and how each lies', () => {
  const spectrum = (tensor: Tensor, rows: number, cols: number) => [
    ...linalg.singularValues({ rows, cols, data: tensor.values }),
  ]

  it('convolution kernels are matrices by their names, other arrays of more dimensions are named', () => {
    const tensors = {
      'conv1.weight': normals(4, 3, 2, 2),
      '0.weight': normals(5, 3, 2),
      '0.bias': normals(5),
      'Conv_0/kernel': normals(2, 2, 3, 4),
      'attn/query/kernel': normals(6, 2, 3),
      W_Q: normals(2, 6, 3),
      b_Q: normals(2, 3),
    }
    const { answer, leftOut, readAs } = said('singular-values', tensors)
    const found: Record<string, number[]> = Object.fromEntries(
      answer.map(({ name, value }) => [name, [...(value as Float64Array)]]),
    )
    expect(Object.keys(found)).toEqual(['conv1.weight', '0.weight', 'Conv_0/kernel'])
    const expected = [
      spectrum(tensors['conv1.weight'], 4, 12),
      spectrum(tensors['0.weight'], 5, 6),
      spectrum(tensors['Conv_0/kernel'], 12, 4),
    ]
    Object.values(found).forEach((values, i) => {
      values.forEach((value, k) => expect(value).toBeCloseTo(expected[i]?.[k] ?? NaN, 10))
    })
    expect(leftOut).toEqual([
      { tensor: '0.bias', why: 'a vector' },
      { tensor: 'attn/query/kernel', why: 'of 3 dimensions, and by its name no convolution' },
      { tensor: 'W_Q', why: 'of 3 dimensions, and by its name no convolution' },
      { tensor: 'b_Q', why: 'by its name a bias' },
    ])
    expect(readAs.map(({ as }) => as)).toEqual([
      '[4, 3, 2, 2] as the matrix [in, out] = [12, 4], turned from [out, …] as PyTorch has it',
      '[5, 3, 2] as the matrix [in, out] = [6, 5], turned from [out, …] as PyTorch has it',
      '[2, 2, 3, 4] as the matrix [in, out] = [12, 4]',
    ])
  })

  it('PyTorch’s weights are turned where it matters, its embeddings and Flax’s kernels are not', () => {
    // A feature of [in, out] is a row: one number each, in rows of two numbers or in rows of three.
    const turnedFrom = (name: string, asked: Partial<Given> = {}) =>
      said('superposition', { [name]: normals(2, 3) }, asked).answer.map(
        ({ value }) => (value as unknown as Float64Array).length,
      )
    for (const name of ['fc.weight', 'weight', '0.weight', 'in_proj_weight', 'lstm.weight_hh_l0_reverse'])
      expect(turnedFrom(name), name).toEqual([3])
    for (const name of ['embed.weight', 'embed_tokens.weight', 'wte.weight', 'w1', 'params/Dense_0/kernel', 'W_E'])
      expect(turnedFrom(name), name).toEqual([2])
    expect(turnedFrom('fc.weight', { layout: 'in-out' })).toEqual([2])
    expect(turnedFrom('w1', { layout: 'out-in' })).toEqual([3])
  })

  it('a weight lies as its bias says, as GPT-2’s under the names of PyTorch, and a square one as the others do', () => {
    const shapes = {
      'h.0.attn.c_attn': [2, 6],
      'h.0.attn.c_proj': [2, 2],
      'h.0.mlp.c_fc': [2, 8],
      'h.0.mlp.c_proj': [8, 2],
    } as const
    const withBiases = (biased: 0 | 1): Tensors =>
      Object.fromEntries(
        Object.entries(shapes).flatMap(([name, shape]) => [
          [`${name}.weight`, normals(...shape)],
          [`${name}.bias`, normals(shape[biased])],
        ]),
      )
    expect(said('stable-rank', withBiases(1)).readAs).toEqual([])
    const turned = said('stable-rank', withBiases(0)).readAs.map(({ tensor }) => tensor)
    expect(turned).toEqual(Object.keys(shapes).map((name) => `${name}.weight`))
    const mixed = { ...withBiases(1), 'head.weight': normals(3, 2), 'head.bias': normals(3) }
    expect(said('stable-rank', mixed).readAs.map(({ tensor }) => tensor)).toEqual(['head.weight'])
  })

  it('--layers chooses and orders, and totals count all still', () => {
    const tensors = { first: normals(2, 2), second: normals(3, 3), third: normals(4, 4) }
    const asked = { layers: ['third', 'first'] }
    const { parts, leftOut } = said('singular-values', tensors, asked)
    expect(parts).toEqual(['third', 'first'])
    expect(leftOut).toEqual([{ tensor: 'second', why: 'not among the layers that are read' }])
    expect(said('weight-norm', tensors, asked).value).toBeCloseTo(norm(...Object.values(tensors)), 12)
    expect(said('singular-values', tensors, { layers: ['*ir*'] }).parts).toEqual(['first', 'third'])
    expect(() => said('singular-values', tensors, { layers: ['fourth'] })).toThrow(
      /^--layers 'fourth': no parameter of net\.npz that is a matrix has such a name; it has first \[2, 2\]/,
    )
  })

  it('numbers in names count, where the file is sorted by letters', () => {
    expect(said('singular-values', { '10.weight': normals(2, 2), '2.weight': normals(2, 2) }).parts).toEqual([
      '2.weight',
      '10.weight',
    ])
    expect(said('singular-values', { out: normals(2, 2), in: normals(2, 2) }).parts).toEqual(['out', 'in'])
  })

  it('a null model of layers that are turned is one of the same numbers', () => {
    const tensors = { 'fc.weight': normals(4, 3), 'fc.bias': normals(4) }
    const { answer, leftOut } = said('stable-rank', tensors, { options: { null: 'shuffled-weights', nullSeed: 1 } })
    expect(answer[0]?.null).not.toBeNull()
    expect(leftOut).toEqual([{ tensor: 'fc.bias', why: 'a vector' }])
  })
})

describe('the network of --model', () => {
  const model = modelShapeFrom('mlp:3-4-2:tanh')
  const examples = { x: normals(6, 3), y: whole(0, 1, 1, 0, 1, 0) }
  const [a, c, b, d] = [normals(3, 4), normals(4), normals(4, 2), normals(2)]
  const plain = said('train-loss', { ...examples, w0: a, b0: c, w1: b, b1: d }, { model }).value

  it.each([
    ['ours', ['w1', 'b1', 'w2', 'b2']],
    ['Flax', ['params/Dense_0/kernel', 'params/Dense_0/bias', 'params/Dense_1/kernel', 'params/Dense_1/bias']],
    [
      'Flax, with dots',
      ['params.Dense_0.kernel', 'params.Dense_0.bias', 'params.Dense_1.kernel', 'params.Dense_1.bias'],
    ],
    ['Keras', ['dense/kernel:0', 'dense/bias:0', 'dense_1/kernel:0', 'dense_1/bias:0']],
    ['PyTorch', ['0.weight', '0.bias', '10.weight', '10.bias']],
    ['names whose order is not theirs', ['hidden.weight', 'hidden.bias', 'final.weight', 'final.bias']],
  ])('is found by the names of %s', (_, [w0 = '', b0 = '', w1 = '', b1 = '']) => {
    const tensors = { [w1]: b, [b1]: d, [w0]: a, [b0]: c, ...examples }
    expect(said('train-loss', tensors, { model }).value).toBeCloseTo(plain, 12)
    expect(said('weight-norm', tensors, { model }).value).toBeCloseTo(norm(a, b, c, d), 12)
  })

  it('by --layers, and asks for them where more than one order fits', () => {
    const square = modelShapeFrom('mlp:3-3-3:tanh')
    const tensors = { ...examples, up: normals(3, 3), down: normals(3, 3), more: normals(3, 3) }
    expect(() => said('train-loss', { ...tensors, y: normals(6, 3) }, { model: square })).toThrow(
      /expected the weights of --model, 2 matrices \[3, 3\], \[3, 3\] .*; it has .*up \[3, 3\].*with --layers/,
    )
    const found = said('weight-norm', { ...tensors, y: normals(6, 3) }, { model: square, layers: ['up', 'down'] })
    expect(found.parts).toEqual(['total', 'up', 'down'])
    expect(found.leftOut).toEqual([{ tensor: 'more', why: 'no part of the network of --model' }])
  })

  it('a square weight lies as its name says, where no other tells', () => {
    const square = modelShapeFrom('mlp:3-3:linear')
    const weight = normals(3, 3)
    const turned = {
      ...weight,
      values: weight.values.map((_, at) => weight.values[(at % 3) * 3 + Math.floor(at / 3)] ?? NaN),
    }
    const loss = (name: string, w: Tensor) =>
      said('train-loss', { ...examples, y: whole(0, 1, 2, 0, 1, 2), [name]: w }, { model: square }).value
    expect(loss('0.weight', turned)).toBeCloseTo(loss('w0', weight), 12)
    expect(loss('params/Dense_0/kernel', weight)).toBeCloseTo(loss('w0', weight), 12)
  })
})
