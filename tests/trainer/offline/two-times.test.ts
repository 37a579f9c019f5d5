import { describe, expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import { openBackend } from '#trainer/backend/index.ts'
import type { Tensors } from '#trainer/formats/index.ts'
import { measureGiven } from './measured-given.ts'
import { checkedOptions, typedOptions } from '#trainer/observing/attachment.ts'
import { openStream } from '#src/vocabulary/random.ts'

/** Probes that compare states of a row of files, newest first, and states with and without a field. */
const { linalg } = await openBackend()
const tensor = (shape: number[], values: readonly number[]) => ({ shape, values: Float64Array.from(values) })

function answers(
  id: string,
  files: readonly Tensors[],
  facts: Record<string, string> = {},
  set: Record<string, string> = {},
) {
  const probe = probes.find((one) => one.id === id)!
  const [input, ...others] = files.map((tensors, i) => ({ name: `file ${i}`, tensors }))
  const plain = { model: null, loss: null, reduction: 'mean', temperature: 1, layout: null, seed: 0 } as const
  const options = checkedOptions(probe, typedOptions(probe, set))
  const given = { ...plain, facts, input: input!, others, options }
  return Object.fromEntries(measureGiven(probe, given, linalg).map(({ part, value }) => [part ?? '', value]))
}

describe('a row of files', () => {
  const at = (x: number, y: number): Tensors => ({ w: tensor([1, 2], [x, y]) })
  it('is a walk: the last --with is its first state', () => {
    expect(answers('mean-square-displacement', [at(3, 5), at(1, 1), at(0, 0)])).toEqual({ 'from-0': 17, 'from-1': 10 })
    const cosines = answers('two-time-correlation', [at(0, 2), at(1, 1), at(3, 0)])
    expect(cosines['from-0']).toBe(0)
    expect(cosines['from-1']).toBeCloseTo(Math.SQRT1_2, 14)
  })

  it('of activations has a matrix of similarities, and the last row is the input', () => {
    const random = openStream(1, 'activations')
    const x = () => ({
      x: tensor(
        [6, 3],
        Array.from({ length: 18 }, () => random.normal()),
      ),
    })
    const [first, second] = [x(), x()]
    const frame = answers('cka-over-time', [first, second, first]).x as Float64Array
    expect(frame).toHaveLength(1 + 9)
    expect(frame[0]).toBe(3)
    const [ab, bb] = [frame[2], frame[5]]
    expect(bb).toBeCloseTo(1, 12)
    expect(frame[3]).toBeCloseTo(1, 12)
    expect(ab).toBeLessThan(0.99)
    expect(answers('representation-correlation', [first, second, first])).toMatchObject({
      'x.from-0': expect.closeTo(1, 12),
    })
  })
})

describe('a twin', () => {
  const states: Tensors = {
    start: tensor([4], [1, 2, 3, 4]),
    now: tensor([4], [2, 2, 3, 5]),
    perturbed: tensor([4], [2.1, 1.9, 3.1, 4.9]),
    field: tensor([4], [1, -1, 1, -1]),
  }
  const facts = { strength: '0.5', temperature: '2' }

  it('has a response, a correlation and their ratio', () => {
    const { ratio, response, correlation } = answers('fluctuation-dissipation-ratio', [states], facts) as Record<
      string,
      number
    >
    expect(response).toBeCloseTo(0.2, 12)
    expect(correlation).toBe((2 + 4 + 9 + 20) / 4)
    // T χ = 0.4 over (4 + 4 + 9 + 25 − 35)/4.
    expect(ratio).toBeCloseTo(0.4 / (7 / 4), 12)
  })

  it('says what it needs: its size, its strength and its temperature', () => {
    const asked =
      (tensors: Tensors, more: Record<string, string> = facts) =>
      () =>
        answers('fluctuation-dissipation-ratio', [tensors], more)
    expect(asked({ ...states, now: tensor([3], [1, 2, 3]) })).toThrow("expected 'now' as [R, d] or [d]")
    expect(asked({ ...states, field: tensor([2, 4], [1, 1, 1, 1, 1, 1, 1, 1]) })).toThrow(
      "expected 'field' as [R, d] or [d]",
    )
    expect(asked(states, { strength: '1' })).toThrow('--set temperature=…')
    expect(asked(states, { ...facts, temperature: '-1' })).toThrow('--set temperature')
  })
})

describe('draws of a system', () => {
  it('have a susceptibility of its size, which --set states', () => {
    const draws: Tensors = { x: tensor([8], [1, 0, 1, 0, 1, 0, 1, 0]) }
    expect(answers('susceptibility', [draws])['']).toBeCloseTo(2 / 7, 12)
    expect(answers('susceptibility', [draws], {}, { size: '64' })['']).toBeCloseTo(128 / 7, 12)
  })
})
