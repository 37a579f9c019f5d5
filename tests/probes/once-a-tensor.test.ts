import { expect, it } from 'vitest'
import { effectiveRank } from '#probes/effective-rank.ts'
import { singularValues } from '#probes/singular-values.ts'
import { onceATensor } from '#probes/maths/once-a-tensor.ts'
import type { Inputs } from '#probes/define.ts'
import type { Matrix } from '#probes/maths/linear-algebra.ts'
import { expectClose, FLOAT32 } from './close.ts'
import { openLab } from './lab.ts'

const lab = await openLab()

it('computes once of the same numbers, and again of others', () => {
  let times = 0
  const sum = onceATensor((tensor) => (times++, tensor.dataSync().length))
  const tensor = lab.matrix([[1, 2]])
  expect([sum(tensor), sum(tensor), sum(tensor.clone()), times]).toEqual([2, 2, 2, 1])
  expect([sum(lab.matrix([[1, 2]])), times]).toEqual([2, 2])
})

it('remembers that there was nothing to compute', () => {
  let times = 0
  const nothing = onceATensor(() => (times++, null))
  const tensor = lab.matrix([[1]])
  expect([nothing(tensor), nothing(tensor), times]).toEqual([null, null, 1])
})

it('lets two probes of one step share a decomposition, and sees that a variable has changed', () => {
  const decomposed: Matrix[] = []
  const linalg = {
    ...lab.linalg,
    singularValues: (matrix: Matrix) => (decomposed.push(matrix), lab.linalg.singularValues(matrix)),
  }
  const w = lab.tf.variable(
    lab.matrix([
      [3, 0],
      [0, 4],
    ]),
  )
  const inputs = { weights: { w } } as unknown as Inputs
  const ask = () => singularValues.measure(inputs, { tf: lab.tf, linalg, options: {} })
  expectClose(ask(), { w: [4, 3] }, FLOAT32)
  effectiveRank.measure(inputs, { tf: lab.tf, linalg, options: { variant: 'squared' } })
  expect(decomposed).toHaveLength(1)
  w.assign(
    lab.matrix([
      [1, 0],
      [0, 2],
    ]),
  )
  expectClose(ask(), { w: [2, 1] }, FLOAT32)
  expect(decomposed).toHaveLength(2)
})

it('hands out copies: who writes into a spectrum does not change the next one', () => {
  const inputs = {
    weights: {
      w: lab.matrix([
        [5, 0],
        [0, 2],
      ]),
    },
  }
  const first = lab.measure(singularValues, inputs) as Record<string, Float64Array>
  first.w?.fill(0)
  expectClose(lab.measure(singularValues, inputs), { w: [5, 2] }, FLOAT32)
})
