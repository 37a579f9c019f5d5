import { expect, it, test } from 'vitest'
import type { Source } from '#trainer/offline/index.ts'
import { objectiveOfProducts } from '#trainer/snapshots/objective-of-products.ts'
import type { ByParameter, Products } from '#trainer/snapshots/index.ts'

/** What a training answers is checked: a wrong answer is a reason, and never a number. */

const tensor = (...values: number[]) => ({ shape: [values.length], values: Float64Array.from(values) })
const source: Source = { name: 'net', tensors: { a: tensor(1, 2), b: tensor(3) } }
const answering = (answer: unknown): Products => {
  const said = () => answer as ByParameter
  return { product: said, gradient: said, loss: () => 1 }
}
const productOf = (answer: unknown) => objectiveOfProducts(0, source, answering(answer)).hessianProduct(Float64Array.of(1, 0, 0)) // prettier-ignore

it('is laid flat in the order of the parameters', () => {
  expect([...productOf({ b: tensor(6), a: tensor(4, 5) })]).toEqual([4, 5, 6])
})

test.each([
  ['a parameter is missing', { a: tensor(4, 5) }, /0 numbers for parameter 'b', which has 1/],
  ['one is too long', { a: tensor(4, 5, 6), b: tensor(1) }, /3 numbers for parameter 'a', which has 2/],
  ['one is too short', { a: tensor(4), b: tensor(1) }, /1 numbers for parameter 'a'/],
  ['one is NaN', { a: tensor(4, NaN), b: tensor(1) }, /no number for parameter 'a'/],
  ['one is infinite', { a: tensor(4, 5), b: tensor(-Infinity) }, /no number for parameter 'b'/],
])('where %s it is refused with the reason', (_what, answer, why) => {
  expect(() => productOf(answer)).toThrow(why)
})
