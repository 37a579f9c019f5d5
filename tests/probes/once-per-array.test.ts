import { expect, it } from 'vitest'
import { effectiveRank } from '#probes/effective-rank.ts'
import type { Inputs } from '#probes/inputs.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { oncePerArray } from '#probes/maths/algebra/once-per-array.ts'
import { singularValues } from '#probes/singular-values.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { expectClose, FLOAT32 } from './close.ts'
import { layerOf, openLab } from './lab.ts'

const lab = await openLab()

it('computes once of an array, and again of another with the same numbers', () => {
  let times = 0
  const length = oncePerArray((array: Float32Array) => (times++, array.length))
  const array = Float32Array.of(1, 2)
  expect([length(array), length(array), times]).toEqual([2, 2, 1])
  expect([length(array.slice()), times]).toEqual([2, 2])
})

it('remembers that there was nothing to compute', () => {
  let times = 0
  const nothing = oncePerArray((_array: Float32Array) => (times++, null))
  const array = Float32Array.of(1)
  expect([nothing(array), nothing(array), times]).toEqual([null, null, 1])
})

it('lets two probes of one step share a decomposition, and computes again at the next', () => {
  const decomposed: Matrix[] = []
  const linalg = {
    ...lab.linalg,
    singularValues: (matrix: Matrix) => (decomposed.push(matrix), lab.linalg.singularValues(matrix)),
  }
  const tools = { linalg, options: { variant: 'squared' }, random: openStream(1, 'test'), memory: null }
  const at = (w: Inputs['weights'][string]) => ({ weights: { w } }) as unknown as Inputs
  const first = at(
    layerOf([
      [3, 0],
      [0, 4],
    ]),
  )
  expectClose(singularValues.measure(first, tools), { w: [4, 3] }, FLOAT32)
  effectiveRank.measure(first, tools)
  expect(decomposed).toHaveLength(1)
  const second = at(
    layerOf([
      [1, 0],
      [0, 2],
    ]),
  )
  expectClose(singularValues.measure(second, tools), { w: [2, 1] }, FLOAT32)
  expect(decomposed).toHaveLength(2)
})

it('hands out copies: who writes into a spectrum does not change the next one', () => {
  const w = layerOf([
    [5, 0],
    [0, 2],
  ])
  const first = lab.measure(singularValues, { weights: { w } }) as Record<string, Float64Array>
  first.w?.fill(0)
  expectClose(lab.measure(singularValues, { weights: { w } }), { w: [5, 2] }, FLOAT32)
})
