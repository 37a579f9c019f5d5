import { describe, expect, it } from 'vitest'
import { seriesFromCsv } from '#src/cli/series-csv.ts'

const read = (text: string) => Object.fromEntries(seriesFromCsv(text, 'a.csv'))

describe('the series of a CSV file', () => {
  it('are its columns beside the steps; an empty cell is a point that is missing', () => {
    expect(read('a, step ,b/c\n1,0,nan\n,5,-inf\n3,7,Infinity\n')).toEqual({
      a: { steps: [0, 7], values: [1, 3] },
      'b/c': { steps: [0, 5, 7], values: [NaN, -Infinity, Infinity] },
    })
  })

  it('have the numbers of the rows for steps where there are none', () => {
    expect(read('x\n0.5\n0.25')).toEqual({ x: { steps: [0, 1], values: [0.5, 0.25] } })
  })

  it('are the scalars of what export writes, whichever series comes first', () => {
    expect(read('series,step,index,value\nb,0,,1\n"a,b",2,,NaN\nb,3,,4\nspectrum,0,0,9\n')).toEqual({
      b: { steps: [0, 3], values: [1, 4] },
      'a,b': { steps: [2], values: [NaN] },
    })
  })

  it.each([
    ['', 'a.csv: expected a row of names and rows of numbers below it, got 0 rows below it'],
    ['0,1\n2,3', "a.csv: expected the names of the columns in the first row, got '0,1'"],
    ['step,a\n3,1\n0,2', "a.csv, line 3: expected a step of 'a' behind 3, got 0; sort its rows by step"],
    ['step,a\n0,1\n0,2', "a.csv, line 3: expected one value of 'a' at step 0, got a second one; keep one row of each step, or name the column otherwise"], // prettier-ignore
    ['series,step,value\na,0,1\na,0,2', "a.csv, line 3: expected one value of 'a' at step 0, got a second one; keep one row of each step"], // prettier-ignore
    ['step,a\n-1,1', "a.csv, line 2: expected a step, a whole number from 0, got '-1'"],
    ['step,a\n1,high', "a.csv, line 2: expected a number of 'a', got 'high'"],
    ['step,a\n1', 'a.csv, line 2: expected 2 cells, as the first row has, got 1'],
    ['run,series,step,index,value\nr,a,0,,1\ns,a,1,,1', "a.csv, line 3: expected one run, got a second one, 's'; export one of them"], // prettier-ignore
  ])('%j is refused, with its line', (text, message) => expect(() => read(text)).toThrow(message))
})
