import { expect, test } from 'vitest'
import { parseCondition } from '#src/vocabulary/condition/parse.ts'
import { unknownSeries } from '#src/vocabulary/condition/unknown-series.ts'

const KNOWN = ['test-loss', 'train-loss', 'loss', 'weight-norm/w1', 'a b']
const of = (text: string) => unknownSeries(parseCondition(text), KNOWN)

test('known names, step and numbers are nothing to say a word about', () => {
  expect(of('test-loss - train-loss < 0.1 * step and "a b" is finite or any value is not finite')).toEqual([])
})

test('a name that splits into known ones wants spaces', () => {
  expect(of('test-loss-train-loss < 1')).toEqual([
    {
      name: 'test-loss-train-loss',
      meant: 'test-loss - train-loss',
      hint: "No series 'test-loss-train-loss'; minus and divide need spaces around them, since names contain both: 'test-loss - train-loss'",
    },
  ])
  expect(of('weight-norm/w1/2-loss < step-10').map(({ meant }) => meant)).toEqual([
    'weight-norm/w1 / 2 - loss',
    'step - 10',
  ])
})

test('a misspelled name is answered with the nearest, a name like no other with how it may come to be', () => {
  expect(of('tset-loss is absent or any value is not finite')).toMatchObject([
    { meant: 'test-loss', hint: "No series 'tset-loss'; did you mean 'test-loss'?" },
  ])
  expect(of('"a  b" < 1')).toMatchObject([{ meant: '"a b"' }])
  expect(of('zyzzyva < 1')).toEqual([
    { name: 'zyzzyva', meant: null, hint: "No series 'zyzzyva' yet; a probe that measures it may still be attached" },
  ])
})
