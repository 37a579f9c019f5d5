import { ByteWriter, parquetWrite } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { readCsv } from '#trainer/sources/csv.ts'
import { readJsonLines } from '#trainer/sources/json-lines.ts'
import { readParquet } from '#trainer/sources/parquet.ts'
import type { Row } from '#trainer/sources/row.ts'
import { bytesOf, faultsOf, isFrame, leftIn, pairs, pointsOf, rowsOf, saidIn, textRows, logInMemory } from './rows.ts'

const LOSS = Array.from({ length: 12 }, (_, step) => [step, 1 / (step + 1)])
const ACCURACY = [0, 3, 6, 9].map((step) => [step, step / 12])

/** Twenty million rows of two columns of zeros, each in one page (PyArrow 26: zstd, data_page_size and max_rows_per_page 2^30). */
const MANY_ZEROS =
  'UEFSMRUEFQgVGkwVAhUAEgAAKLUv/SAEIQAAAAAAABUAFR4VMCwVgLSJExUQFQYVBhwAAAAotS/9IA95AAAFAAAAgLSJEwEBgLSJEwAVBBUIFRpMFQIVABIAACi1L/0gBCEAAAAAAAAVABUeFTAsFYC0iRMVEBUGFQYcAAAAKLUv/SAPeQAABQAAAIC0iRMBAYC0iRMAFQQZPDUAGAZzY2hlbWEVBAAVAiUCGARzdGVwJR5MrBMIEQAAABUCJQIYBGxvc3MlHkysEwgRAAAAFoC0iRMZHBksJgAcFQIZNQAGEBkYBHN0ZXAVDBaAtIkTFm4WkgEmPiYIKSwVBBUAFQIAFQAVEBUCADwpBhkmAIC0iRMAAAAmABwVAhk1AAYQGRgEbG9zcxUMFoC0iRMWbhaSASbQASaaASksFQQVABUCABUAFRAVAgA8KQYZJgCAtIkTAAAAFtwBFoC0iRMmCBakAgAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjYuMC4xGSwcAAAcAAAA+QAAAFBBUjE='

const inParquet = (bytes: Uint8Array, options = {}): Promise<Row[]> =>
  Array.fromAsync(readParquet(logInMemory(bytes), options))

describe('a table that pandas wrote', () => {
  it('is read from CSV; what is text in a column of numbers is said', () => {
    const rows = rowsOf(bytesOf('tables', 'pandas.csv'), readCsv)
    expect(pairs(rows, 'loss')).toEqual(LOSS)
    expect(pairs(rows, 'accuracy')).toEqual(ACCURACY)
    expect(faultsOf(rows)).toHaveLength(12)
    expect(faultsOf(rows)[0]).toEqual({
      type: 'fault',
      at: 'line 2',
      why: "expected a number in column 'phase'; the cell is left out",
      got: 'warm-up',
    })
  })

  it('is read from JSON lines', () => {
    const rows = rowsOf(bytesOf('tables', 'pandas.jsonl'), readJsonLines)
    expect(pairs(rows, 'loss').map(([step, value]) => [step, value.toFixed(8)])).toEqual(
      LOSS.map(([step, value]) => [step, value!.toFixed(8)]),
    )
    expect(leftIn(rows)).toEqual({ 'empty values': 8, texts: 12 })
  })

  for (const codec of ['snappy', 'gzip', 'zstd', 'brotli'])
    it(`is read from Parquet, packed by ${codec}`, async () => {
      const rows = await inParquet(bytesOf('tables', `${codec}.parquet`))
      expect(pairs(rows, 'loss')).toEqual(LOSS)
      expect(pairs(rows, 'accuracy')).toEqual(ACCURACY)
      expect(leftIn(rows)).toEqual({ texts: 12 })
      expect(faultsOf(rows)).toEqual([])
    })
})

describe('Parquet', () => {
  it('has its steps in a column that is named, and says which there are', async () => {
    const bytes = bytesOf('tables', 'snappy.parquet')
    expect(faultsOf(await inParquet(bytes, { step: 'iteration' }))).toEqual([
      {
        type: 'fault',
        at: 'row 1',
        why: "expected a column 'iteration', which --step names; nothing of the file is taken",
        got: 'step, loss, accuracy, phase',
      },
    ])
  })

  it('that is cut off, or whose pages are damaged, says so and keeps the groups that are whole', async () => {
    const bytes = bytesOf('tables', 'gzip.parquet')
    expect(faultsOf(await inParquet(bytes.slice(0, -5)))).toMatchObject([
      { why: 'expected the end of a Parquet file; nothing of it is taken' },
    ])
    const damaged = bytes.slice()
    damaged.fill(0, 20, 60) // in the first group of rows, of three
    const rows = await inParquet(damaged)
    expect(faultsOf(rows)).toMatchObject([{ at: 'row 1', why: 'a group of rows cannot be read; it is left out' }])
    expect(pairs(rows, 'loss')).toEqual(LOSS.slice(5))
  })

  it('of a few bytes that say many numbers is not unpacked', async () => {
    const rows = await inParquet(Buffer.from(MANY_ZEROS, 'base64'))
    expect(rows).toEqual([
      {
        type: 'fault',
        at: 'row 1',
        why: 'expected a group of rows up to whose end a file has at most 33554432 numbers; it is left out',
        got: '40000000',
      },
    ])
  })

  it('whose end says less than its pages is held to these', async () => {
    const bytes = Buffer.from(MANY_ZEROS, 'base64')
    const [told, one] = [Buffer.from('80b48913', 'hex'), Buffer.from('82808000', 'hex')]
    const end = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8)
    for (let at = bytes.indexOf(told, end); at >= 0; at = bytes.indexOf(told, at)) one.copy(bytes, at)
    expect(faultsOf(await inParquet(bytes))).toMatchObject([{ at: 'row 1', got: '40000002' }])
  })

  it('of more rows than are in memory at once has every one of them, in its order', async () => {
    const count = 2 ** 20 + 5
    const writer = new ByteWriter()
    parquetWrite({
      writer,
      rowGroupSize: count,
      columnData: [
        { name: 'step', type: 'INT32', data: Int32Array.from({ length: count }, (_, i) => i) },
        { name: 'loss', type: 'DOUBLE', data: Float64Array.from({ length: count }, (_, i) => i / 2) },
      ],
    })
    let next = 0
    let faults = 0
    for await (const row of readParquet(logInMemory(new Uint8Array(writer.getBuffer())))) {
      if (row.type === 'fault') faults++
      else if (row.type === 'scalar' && row.step === next && row.value === next / 2) next++
    }
    expect({ next, faults }).toEqual({ next: count, faults: 0 })
  })
})

describe('CSV', () => {
  it('finds its separator, and its steps by their name', () => {
    expect(pairs(textRows('epoch;Step;loss\n0;10;1.5\n0;20;"0,5"\n', readCsv), 'loss')).toEqual([[10, 1.5]])
    expect(pairs(textRows('loss\titer\n1.5\t0\n', readCsv), 'loss')).toEqual([[0, 1.5]])
    const chosen = textRows('epoch,step,loss\n1,10,1.5\n', (file) => readCsv(file, { step: 'epoch' }))
    expect(pairs(chosen, 'loss')).toEqual([[1, 1.5]])
    expect(pairs(chosen, 'step')).toEqual([[1, 10]])
  })

  it('reads decimal commas where a semicolon or tab separates, and neither mark for the other', () => {
    const rows = textRows('step;loss;big\n0;1,5;1e3\n1;-,25e-1;2\n2;1.250;3\n', readCsv)
    expect(pairs(rows, 'loss')).toEqual([
      [0, 1.5],
      [1, -0.025],
    ])
    expect(faultsOf(rows)).toMatchObject([{ at: 'line 4', got: '1.250' }])
    expect(pairs(textRows('step\tloss\n0\t0,5\n', readCsv), 'loss')).toEqual([[0, 0.5]])
    expect(pairs(textRows('series;step;value\nloss;0;0,5\n', readCsv), 'loss')).toEqual([[0, 0.5]])
    expect(pairs(textRows('step,loss\n0,"0,5"\n', readCsv), 'loss')).toEqual([])
  })

  it('takes a first column without a name, as pandas writes its index, for the steps as far as it ascends', () => {
    const rows = textRows(',loss,acc\n0,4,0.1\n10,3,0.2\n10,9,9\n0.5,9,9\n20,2,0.3\n', readCsv)
    expect(pairs(rows, 'loss')).toEqual([
      [0, 4],
      [10, 3],
      [20, 2],
    ])
    expect(faultsOf(rows).map(({ at, why }) => [at, why.split('; ')[0]])).toEqual([
      ['line 1', 'no column is called step or the like'],
      ['line 4', 'expected the first column, which has no name, to ascend as steps do'],
      ['line 5', 'expected a step, a whole number from 0'],
    ])
    const chosen = textRows(',loss\n0,4\n0,3\n', (file) => readCsv(file, { step: '' }))
    expect([pairs(chosen, 'loss'), faultsOf(chosen)]).toEqual([
      [
        [0, 4],
        [0, 3],
      ],
      [],
    ])
    expect(faultsOf(textRows(',step,loss\n0,10,4\n', readCsv))).toMatchObject([
      { why: 'a column has no name; it is left out' },
    ])
  })

  it('without a column of steps, or without names, says so and takes nothing', () => {
    const why = 'expected a column of steps, called step or the like; name it with --step; nothing of the file is taken'
    expect(textRows('a,b\n1,2\n', readCsv)).toEqual([{ type: 'fault', at: 'line 1', why, got: 'a,b' }])
    expect(faultsOf(textRows('1,2\n3,4\n', readCsv))).toMatchObject([{ at: 'line 1', got: '1,2' }])
  })

  it('with two columns of one name takes both, and says so', () => {
    const rows = textRows('step,loss,loss,loss\n0,1,2,3\n', readCsv)
    expect(['loss', 'loss (2)', 'loss (3)'].map((name) => pairs(rows, name))).toEqual([[[0, 1]], [[0, 2]], [[0, 3]]])
    expect(faultsOf(rows).map(({ at, got }) => [at, got])).toEqual([
      ['line 1', 'loss (2)'],
      ['line 1', 'loss (3)'],
    ])
  })

  it('says each bad row by its line, and keeps the rest', () => {
    const text = 'step,loss\n0,1\n-1,2\n1e300,3\nnan,4\n1.5,5\n,6\n1\n1,2,3\n2,text\n3,0x10\n4,NaN\n5,-inf\n"6,7\n7,8\n'
    const rows = textRows(text, readCsv)
    expect(pairs(rows, 'loss')).toEqual([
      [0, 1],
      [4, NaN],
      [5, -Infinity],
      [7, 8],
    ])
    expect(faultsOf(rows).map(({ at }) => at)).toEqual([
      'line 3',
      'line 4',
      'line 5',
      'line 6',
      'line 7',
      'line 8',
      'line 9',
      'line 10',
      'line 11',
      'line 14',
    ])
  })

  it('reads cells in quotes over several lines, and a file that is not UTF-8 as far as it is', () => {
    expect(pairs(textRows('step,"a ""b""\nc"\n0,"1"\n', readCsv), 'a "b"\nc')).toEqual([[0, 1]])
    const latin = Buffer.from('step,loss\n0,1\n1,caf\xe9\n2,3\n', 'latin1')
    const rows = rowsOf(latin, readCsv)
    expect(pairs(rows, 'loss')).toEqual([
      [0, 1],
      [2, 3],
    ])
    expect(faultsOf(rows)).toEqual([{ type: 'fault', at: 'line 3', why: 'not UTF-8 text; the line is left out' }])
  })

  it('in long form, as export writes it, brings scalars, frames and whose they are', () => {
    const rows = textRows(
      "run,series,step,index,value\na,loss,0,,1.5\na,spectrum,0,0,3\na,spectrum,0,1,4\na,spectrum,1,0,5\nb,'=x,0,,NaN\n",
      readCsv,
    )
    expect(rows.filter(({ type }) => type !== 'end')).toEqual([
      { type: 'turn', run: 'a' },
      { type: 'scalar', series: 'loss', step: 0, value: 1.5, time: null },
      { type: 'frame', series: 'spectrum', kind: 'spectrum', step: 0, frame: Float64Array.of(3, 4), time: null },
      { type: 'frame', series: 'spectrum', kind: 'spectrum', step: 1, frame: Float64Array.of(5), time: null },
      { type: 'turn', run: 'b' },
      { type: 'scalar', series: '=x', step: 0, value: NaN, time: null },
    ])
  })
})

describe('JSON lines', () => {
  it('bring nested records, lists, matrices and numbers that are not finite', () => {
    const rows = textRows(
      '{"step":3,"a":{"b":NaN,"c":[1,2]},"m":[[1,2],[3,4]],"t":"x, NaN","i":-Infinity,"yes":true}\n',
      readJsonLines,
    )
    expect([pairs(rows, 'a/b'), pairs(rows, 'i'), pairs(rows, 'yes')]).toEqual([[[3, NaN]], [[3, -Infinity]], [[3, 1]]])
    expect(rows.filter(isFrame).map(({ series, kind, frame }) => [series, kind, [...frame]])).toEqual([
      ['a/c', 'spectrum', [1, 2]],
      ['m', 'matrix', [2, 1, 2, 3, 4]],
    ])
    expect(leftIn(rows)).toEqual({ texts: 1 })
  })

  it('say each bad line, and keep the rest', () => {
    const rows = textRows(
      '{"step":0,"loss":1}\nno json\n[1]\n{"loss":2}\n{"step":"x","loss":2}\n\n{"step":1,"loss":2}',
      readJsonLines,
    )
    expect(pairs(rows, 'loss')).toEqual([
      [0, 1],
      [1, 2],
    ])
    expect(faultsOf(rows).map(({ at }) => at)).toEqual(['line 2', 'line 3', 'line 4', 'line 5'])
  })

  it('are not moved by keys that objects have of themselves, nor by records in each other without end', () => {
    const deep = `{"step":0,"a":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`
    const rows = textRows(`{"step":0,"__proto__":{"x":1},"constructor":2}\n${deep}\n`, readJsonLines)
    expect(pairs(rows, '__proto__/x')).toEqual([[0, 1]])
    expect(pairs(rows, 'constructor')).toEqual([[0, 2]])
    expect(leftIn(rows)).toEqual({ records: 1 })
    expect(pointsOf(rows)).toHaveLength(2)
    expect(saidIn(rows)).toEqual([])
  })

  it('that export wrote come back', () => {
    const rows = textRows(
      '{"type":"measured","series":"loss","step":1,"value":"NaN"}\n{"type":"measured","series":"s","step":1,"values":[1,"Infinity"]}\n{"type":"noted","text":"x"}\n',
      readJsonLines,
    )
    expect(pointsOf(rows)).toEqual([
      { type: 'scalar', series: 'loss', step: 1, value: NaN, time: null },
      { type: 'frame', series: 's', kind: 'spectrum', step: 1, frame: Float64Array.of(1, Infinity), time: null },
    ])
  })
})
