import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { formulaValues } from '#trainer/data/formula.ts'
import { regressionInContext } from '#trainer/data/regression-in-context.ts'

describe('regression in context', () => {
  const settings = { dimensions: 2, shots: 6, testContexts: 300, shift: 2 }
  const task = regressionInContext(settings, 1)

  it('shows one linear task in each context, and asks for its next answer', () => {
    const { inputs, targets } = task.test!
    expect([inputs.rows, inputs.cols, targets.rows, targets.cols]).toEqual([300, 7 * 3, 300, 1])
    for (let one = 0; one < inputs.rows; one++) {
      const row = inputs.data.subarray(one * inputs.cols, (one + 1) * inputs.cols)
      const at = (position: number) => [...row.subarray(3 * position, 3 * position + 3)] as [number, number, number]
      // The two unknowns from the two examples that lie least along one line.
      const pairs = [1, 2, 3, 4, 5].map((other) => [at(0), at(other)] as const)
      const area = ([[a, b], [c, d]]: (typeof pairs)[number]) => a * d - b * c
      const [first, second] = pairs.toSorted((p, q) => Math.abs(area(q)) - Math.abs(area(p)))[0]!
      const by = area([first, second])
      const u = (first[2] * second[1] - first[1] * second[2]) / by
      const v = (first[0] * second[2] - first[2] * second[0]) / by
      for (let position = 0; position < 6; position++) {
        const [x, y, answer] = at(position)
        expect(Math.abs(u * x + v * y - answer)).toBeLessThan(1e-4 * (1 + Math.hypot(u, v)))
      }
      const [x, y, hidden] = at(6)
      expect(hidden).toBe(0)
      expect(Math.abs(u * x + v * y - targets.data[one]!)).toBeLessThan(1e-4 * (1 + Math.hypot(u, v)))
    }
  })

  it('has wider inputs out of its distribution, with their answers, and others than in the test split', () => {
    const few = regressionInContext({ ...settings, testContexts: 20_000 }, 1)
    const { inputs, targets } = few.outOfDistribution!
    const square = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0) / values.length
    expect(square([...inputs.data].filter((_, i) => i % 3 !== 2))).toBeCloseTo(4, 1)
    expect(Math.abs(square([...targets.data]) / 8 - 1)).toBeLessThan(0.1)
    const same = regressionInContext({ ...settings, shift: 1 }, 1)
    expect(same.test).toEqual(task.test)
    expect(same.outOfDistribution!.inputs.data.map((value) => 2 * value)).toEqual(task.outOfDistribution!.inputs.data)
    expect(same.outOfDistribution!.inputs).not.toEqual(same.test!.inputs)
  })

  it('draws inputs and tasks of variance 1, new ones from every stream and the same from the same', () => {
    const { inputs, targets } = task.draw!(openStream(0, 'a'), 20_000)
    const variance = (values: number[]) => values.reduce((sum, value) => sum + value * value, 0) / values.length
    expect(variance([...inputs.data].filter((_, i) => i % 3 !== 2))).toBeCloseTo(1, 1)
    expect(Math.abs(variance([...targets.data]) / 2 - 1)).toBeLessThan(0.1)
    expect(task.draw!(openStream(0, 'a'), 3)).toEqual(task.draw!(openStream(0, 'a'), 3))
    expect(task.draw!(openStream(0, 'b'), 3)).not.toEqual(task.draw!(openStream(0, 'a'), 3))
    expect(regressionInContext(settings, 1).train.inputs).toEqual(task.train.inputs)
  })
})

describe('values of a formula', () => {
  it('are those at points of the square, others for the test', () => {
    const { train, test, isRegression } = formulaValues(
      { variables: 2, value: ([x = 0, y = 0]) => x - 2 * y, trainExamples: 50, testExamples: 20 },
      3,
    )
    expect(isRegression).toBe(true)
    for (const { inputs, targets } of [train, test!]) {
      expect(Math.max(...inputs.data.map(Math.abs))).toBeLessThanOrEqual(1)
      targets.data.forEach((value, i) => expect(value).toBeCloseTo(inputs.data[2 * i]! - 2 * inputs.data[2 * i + 1]!, 6))
    }
    expect([train.inputs.rows, test!.inputs.rows]).toEqual([50, 20])
    expect(test!.inputs.data.slice(0, 40)).not.toEqual(train.inputs.data.slice(0, 40))
  })
})
