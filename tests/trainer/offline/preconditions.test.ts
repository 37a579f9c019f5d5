import { describe, expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import { usageError } from '#src/vocabulary/index.ts'
import { openBackend } from '#trainer/backend/index.ts'
import type { Tensor, Tensors } from '#trainer/formats/index.ts'
import { answerFrom } from '#trainer/offline/answer.ts'
import { measureGiven } from './measured-given.ts'

const { linalg } = await openBackend()

function answerOf(id: string, tensors: Tensors) {
  const probe = probes.find((one) => one.id === id)
  if (probe === undefined) throw usageError(`no probe '${id}'`)
  const options = Object.fromEntries(probe.options.map(({ key, default: value }) => [key, value]))
  const plain = {
    model: null,
    loss: null,
    reduction: 'mean',
    temperature: 1,
    layout: null,
    seed: 0,
    facts: {},
  } as const
  return answerFrom(measureGiven(probe, { ...plain, input: { name: 'a.npz', tensors }, others: [], options }, linalg))
}

const tensor = (shape: readonly number[], values: readonly number[], epsilon?: number): Tensor => ({
  shape,
  values: Float64Array.from(values),
  ...(epsilon !== undefined && { epsilon }),
})
const shares = [0.5, 0.25, 0.25, 1, 0, 0]
const signs = [1, -1, 1, 1, -1, -1]
const asBits = (of: readonly number[]) => of.map((sign) => (sign + 1) / 2)
const patterns = tensor([2, 3], signs)
const state = tensor([3], [1, -1, 1])
const losses = tensor([2, 3], [1, 2, 3, 1, 2, 3])

/** Each with a tensor that is what is asked for, and others that look like it, with what is said of them. */
const cases: [id: string, name: string, beside: Tensors, right: Tensor, wrong: [Tensor, RegExp][]][] = [
  ...['attention-entropy', 'attention-patterns'].map((id): (typeof cases)[number] => [
    id,
    'head',
    {},
    tensor([2, 3], shares),
    [
      [
        tensor(
          [2, 3],
          shares.map((share) => 2 * share),
        ),
        /'head' as attention, rows of sum 1.*; row 0 has sum 2\. Divide/,
      ],
      [tensor([2, 3], [0.5, 0.25, 0.25, 1.5, -0.5, 0]), /row 1 has -0\.5/],
      [tensor([2, 3], [0.5, 0.25, 0.25, 0, 0, 0]), /row 1 has sum 0/],
      [
        tensor(
          [2, 3],
          shares.map((share) => 0.999 * share),
        ),
        /row 0 has sum 0\.999/,
      ],
    ],
  ]),
  ...['hopfield-overlap', 'hopfield-energy'].flatMap((id): typeof cases => [
    [
      id,
      'patterns',
      { state },
      patterns,
      [[tensor([2, 3], asBits(signs)), /'patterns' with entries −1 and 1; it has 0 \(at index 1\)/]],
    ],
    [
      id,
      'state',
      { patterns },
      state,
      [[tensor([3], asBits([1, -1, 1])), /'state' with entries −1 and 1; it has 0 \(at index 1\); 2 s − 1/]],
    ],
  ]),
  [
    'k-shot-accuracy',
    'correct',
    { losses },
    tensor([2, 3], [0, 1, 1, 1, 1, 0]),
    [
      [tensor([2, 3], [0, 1, 2, 1, 1, 0]), /'correct' with entries 0 and 1; it has 2 \(at index 2\)/],
      [tensor([2, 2], [0, 1, 1, 0]), /expected 'correct' as \[n, T\].*; it is \[2, 2\]/],
    ],
  ],
  [
    'lyapunov-exponent',
    'h0',
    { w: tensor([2, 2], [0.5, 1, -1, 0.5]) },
    tensor([2], [1, 0]),
    [[tensor([3], [1, 0, 0]), /expected 'h0' as \[N\].*; it is \[3\]/]],
  ],
  [
    'restricted-loss',
    'train',
    { logits: tensor([9, 3], [...Array(27).keys()].map(Math.sin)) },
    tensor([9], [0, 1, 1, 0, 1, 1, 0, 0, 1]),
    [[tensor([9], [0, 1, 2, 0, 1, 1, 0, 0, 1]), /'train' with entries 0 and 1; it has 2/]],
  ],
]

describe('what looks like what is asked for is refused', () => {
  it.each(cases)('%s of %s', (id, name, beside, right, wrong) => {
    expect(answerOf(id, { ...beside, [name]: right }).length).toBeGreaterThan(0)
    for (const [tensor, why] of wrong) expect(() => answerOf(id, { ...beside, [name]: tensor })).toThrow(why)
  })

  it('attention is of sum 1 as exactly as it was stored', () => {
    const rounded = tensor([1, 3], [0.3333, 0.334, 0.336], 2 ** -8)
    expect(() => answerOf('attention-entropy', { rounded })).not.toThrow()
    expect(() => answerOf('attention-entropy', { rounded: { ...rounded, epsilon: 2 ** -24 } })).toThrow(
      /has sum 1\.0033/,
    )
  })

  it('NaN is let through, and says so itself', () => {
    const [{ value } = { value: 0 }] = answerOf('attention-entropy', { head: tensor([1, 2], [NaN, 1]) })
    expect(value).toBeNaN()
  })
})
