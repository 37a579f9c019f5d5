import { expect, it } from 'vitest'
import { readSeriesTable, writeSeriesTable } from './series-table.ts'

const table = {
  'train-loss': [
    [0, Math.fround(0.1)],
    [1, Infinity],
    [2, NaN],
    [3, -Infinity],
  ],
  ratio: [
    [0, 1 / 3],
    [2, 1e-7],
  ],
} as const

it('reads what it wrote, to the bit: points that are missing, NaN and the infinities too', () => {
  const read = readSeriesTable(writeSeriesTable(table))
  expect(read.ratio).toEqual(table.ratio)
  expect(read['train-loss']!.map(([step, value]) => [step, Math.fround(value)])).toEqual(table['train-loss'])
})

it('writes a line for each step, as short as float32 allows', () => {
  expect(writeSeriesTable(table)).toBe(
    'step,train-loss,ratio\n0,0.1,0.3333333333333333\n1,Infinity,\n2,NaN,1e-7\n3,-Infinity,\n',
  )
})
