import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tableFromCsv } from '#trainer/data/csv-table.ts'
import { readTable } from '#trainer/data/read-table.ts'
import { tableTask } from '#trainer/data/table-task.ts'
import { tableFromTensors } from '#trainer/data/tensor-table.ts'
import type { ClassTable, ValueTable } from '#trainer/data/table.ts'
import { writeSafetensors } from '#trainer/formats/index.ts'
import { temporaryFolder } from '../../phasescope.ts'

const FLOWERS = 'length,width,kind\n1,2,rose\n3,4.5,lily\n-1e2, 6 ,rose\n'
const classes = { file: 'flowers.csv', target: 'kind', answers: 'classes' } as const
const numbers = { file: 'flowers.csv', target: 'width', inputs: ['length'], answers: 'numbers' } as const

describe('a table of a CSV file', () => {
  it('has inputs by the names of its columns, and classes in order', () => {
    const table = tableFromCsv(FLOWERS, classes) as ClassTable
    expect(table.names).toEqual(['length', 'width'])
    expect(table.inputs).toEqual({ rows: 3, cols: 2, data: Float32Array.of(1, 2, 3, 4.5, -100, 6) })
    expect(table.classes).toEqual(['lily', 'rose'])
    expect([...table.labels]).toEqual([1, 0, 1])
  })

  it('has numbers for answers, and the inputs that are named alone', () => {
    const table = tableFromCsv(FLOWERS, numbers) as ValueTable
    expect(table.inputs.data).toEqual(Float32Array.of(1, 3, -100))
    expect(table.targets).toEqual({ rows: 3, cols: 1, data: Float32Array.of(2, 4.5, 6) })
  })

  it('has classes that are numbers in the order of these', () => {
    const table = tableFromCsv('x,kind\n1,10\n2,9\n3,10\n', { ...classes, file: 'x' }) as ClassTable
    expect(table.classes).toEqual(['9', '10'])
  })

  it('has one class for each number where all answers are numbers, to the last digit', () => {
    const made = (...kinds: string[]) =>
      tableFromCsv(['x,kind', ...kinds.map((kind) => `1,${kind}`)].join('\n'), classes) as ClassTable
    const once = made('1.0', '-0', '01', '1', '+10e-1', '0', '00.5', '.5')
    expect(once.classes).toEqual(['0', '.5', '1'])
    expect([...once.labels]).toEqual([2, 0, 2, 2, 2, 0, 1, 1])
    expect(made('9007199254740993', '9007199254740992.0').classes).toEqual(['9007199254740992.0', '9007199254740993'])
    expect(made('01', '02').classes).toEqual(['01', '02'])
    expect(made('1', '1.0', 'one').classes).toEqual(['1', '1.0', 'one'])
  })

  it('has a cell read in one pass, however long, and no number of more than 400 characters', () => {
    const made = (cell: string) => tableFromCsv(`x,y\n${cell},1\n`, { ...classes, target: 'y' }).inputs.data[0]
    expect(made('0'.repeat(399) + '7')).toBe(7)
    expect(() => made('0'.repeat(400) + '7')).toThrow(/has '0{200}…', expected a number$/)
    // Each pair of a split of the digits would be 5e11 steps.
    expect(() => made('1'.repeat(1e6) + 'x')).toThrow(/expected a number$/)
  })

  it('finds each of many columns without looking through the others', () => {
    // A look through all columns for each would be 1.6e9 steps.
    const names = Array.from({ length: 40_000 }, (_, i) => `x${i}`)
    const table = tableFromCsv(`kind,${names.join()}\na,${names.map((_, i) => i % 100).join()}\n`, classes)
    expect(table.names.at(-1)).toBe('x39999')
    expect(table.inputs.data[12_356]).toBe(56)
    const array = { x: { shape: [1, 40_000], values: Float32Array.from(names, (_, i) => i) } }
    const columns = tableFromTensors(array, { file: 'x.npy', target: '7', answers: 'numbers' }, true)
    expect(columns.inputs.cols).toBe(39_999)
  })

  it.each<[string, string, object, RegExp]>([
    ['a word for a number', 'x,kind\n1,a\n\ntwo,b\n', {}, /^line 4: column 'x' has 'two', expected a number$/],
    ['several, of which it says how many', 'x,kind\nq,a\n,b\nNaN,a\n', {}, /^line 2: column 'x' has 'q', expected a number; and 2 more$/],
    ['infinity', 'x,kind\nInfinity,a\n', {}, /has 'Infinity', expected a number/],
    ['what no float32 can be', 'x,kind\n1e39,a\n', {}, /has '1e39', expected a number/],
    ['what would be read as zero', 'x,kind\n1e-400,a\n', {}, /^line 2: column 'x' has '1e-400', expected a number that is neither/],
    ['a class that would be read as zero', 'x,kind\n1,0\n1,1e-400\n', {}, /^line 3: column 'kind' has '1e-400', expected a number/],
    ['a class that would be infinite', 'x,kind\n1,1e400\n1,0\n', {}, /^line 2: column 'kind' has '1e400', expected a number/],
    ['a number in hexadecimal', 'x,kind\n0x10,a\n', {}, /has '0x10'/],
    ['an empty class', 'x,kind\n1,\n', {}, /^line 2: column 'kind' is empty, expected a class/],
    ['a short row', 'x,kind\n1,a\n1\n', {}, /^line 3: expected 2 cells, as the first row has, got 1/],
    ['a long row', 'x,kind\n1,a,b\n', {}, /^line 2: expected 2 cells, as the first row has, got 3/],
    ['two columns of a name', 'x,x,kind\n1,1,a\n', {}, /two columns are called 'x'/],
    ['a column without one', 'x,,kind\n1,1,a\n', {}, /column 2 has no name/],
    ['no row', 'x,kind\n', {}, /has no rows/],
    ['nothing', '', {}, /is empty/],
    ['no input', 'kind\na\n', {}, /has no column beside the answer/],
    ['another target', FLOWERS, { target: 'kin' }, /Unknown column 'kin'; did you mean 'kind'/],
    ['another input', FLOWERS, { inputs: ['lenth'] }, /Unknown column 'lenth'; did you mean 'length'/],
    ['semicolons', 'x;kind\n1;a\n', {}, /^line 1: expected columns separated by commas, got one column 'x;kind'; save it with commas, or say `separator: ';'`/],
    ['tabs', 'x\tkind\n1\ta\n', {}, /separated by commas, got one column .*; save it with commas, or say `separator: '\\t'`.*\(a \.tsv file has tabs/],
    ['commas where tabs are expected', 'x,kind\n1,a\n', { separator: '\t' }, /separated by tabs, got one column 'x,kind'; save it with tabs, or say `separator: ','`/],
    ['data in its first line', '5.1,3.5,rose\n1,2,lily\n', {}, /^Unknown column 'kind'.*rose; the first line names the columns: where it has data, write one of names above it$/],
    ['data in its first line that are no names', '1,1,rose\n1,2,lily\n', {}, /two columns are called '1'; the first line names the columns/],
    ['no column of a name, and words for names', FLOWERS, { target: 'q' }, /^Unknown column 'q'; possible: length, width, kind$/],
    ['a column of words among the inputs', 'x,who,kind\n1,Ann,a\n2,Bo,b\n', {}, /^line 2: column 'who' has 'Ann', expected a number; and 1 more; to leave a column out, name the others with `inputs`/],
    ['a word in an input that is named', 'x,who,kind\n1,Ann,a\n', { inputs: ['x', 'who'] }, /has 'Ann', expected a number$/],
    ['the answer among the inputs', FLOWERS, { inputs: ['kind'] }, /is the answer, and cannot be asked too/],
    ['words where numbers are to be answered', FLOWERS, { answers: 'numbers', inputs: ['width'] }, /column 'kind' has 'rose', expected a number/],
  ])('is refused with %s', (_, text, asked, why) => {
    expect(() => tableFromCsv(text, { ...classes, ...asked })).toThrow(why)
  }) // prettier-ignore
})

describe('a table of a file of tensors', () => {
  it('is one tensor of inputs, a row each example, and one of answers', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'x.safetensors')
    const x = { shape: [3, 2, 2], values: Float32Array.from({ length: 12 }, (_, i) => i) }
    const [y, z] = [{ shape: [3], values: Float32Array.of(2, 7, 2) }, { shape: [3, 2], values: new Float32Array(6) }]
    writeSafetensors(path, { x, y, z })
    const asked = { file: path, target: 'y', inputs: ['x'], answers: 'classes' } as const
    const table = readTable(path, asked) as ClassTable
    expect(table.inputs).toMatchObject({ rows: 3, cols: 4, data: x.values })
    expect(table).toMatchObject({ classes: ['2', '7'], labels: Int32Array.of(0, 1, 0) })
    expect((readTable(path, { ...asked, target: 'z', answers: 'numbers' }) as ValueTable).targets.cols).toBe(2)
    const refused = (more: object) => () => readTable(path, { ...asked, ...more })
    expect(refused({ target: 'w' })).toThrow(/x\.safetensors: Unknown tensor 'w'/)
    expect(refused({ inputs: undefined })).toThrow(/expected one tensor of inputs beside 'y'/)
    expect(refused({ target: 'z' })).toThrow(/'z' has 2 numbers an example, expected one class/)
    writeSafetensors(path, { x, y: { shape: [2], values: Float32Array.of(1, 2) } })
    expect(refused({})).toThrow(/'x' has 3 examples, and 'y' has 2/)
    writeSafetensors(path, { x: { shape: [2, 1], values: Float32Array.of(1, NaN) }, y: { shape: [2], values: Float32Array.of(1, 2) } }) // prettier-ignore
    expect(refused({})).toThrow(/'x': example 1 has NaN, expected finite numbers/)
    writeSafetensors(path, { x: { shape: [2], values: Float32Array.of(1, 2) }, y: { shape: [2], values: Float32Array.of(1, 0.5) } }) // prettier-ignore
    expect(refused({})).toThrow(/'y': example 1 has the class 0.5, expected a whole number/)
  })

  it('has classes of the exact numbers, which float32 would make one another', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'x.safetensors')
    const y = Float64Array.of(2 ** 24 + 1, 2 ** 24, 2 ** 24 + 1, 2 ** 52 + 1, 2 ** 52)
    const exact = {
      classes: ['16777216', '16777217', '4503599627370496', '4503599627370497'],
      labels: Int32Array.of(1, 0, 1, 3, 2),
    }
    writeSafetensors(path, { x: { shape: [5], values: new Float32Array(5) }, y: { shape: [5, 1], values: y } })
    expect(readTable(path, { file: path, target: 'y', answers: 'classes' })).toMatchObject(exact)
    const columns = { shape: [5, 2], values: Float64Array.from({ length: 10 }, (_, i) => (i % 2 ? y[(i - 1) / 2]! : 0)) }
    expect(tableFromTensors({ x: columns }, { file: 'x.npy', target: '1', answers: 'classes' }, true)).toMatchObject(exact)
  })

  it('names a dozen tensors at most where it asks for one of them', () => {
    const tensors = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`x${i}`, { shape: [2], values: Float32Array.of(1, 2) }]))
    const read = () => tableFromTensors(tensors, { file: 'x.npz', target: 'x0', answers: 'classes' }, false)
    expect(read).toThrow(/one of 'x0', .*, 'x11' and 8 more$/)
  })

  it('is refused for one class, one example, another ending, no file and no regular file', () => {
    using folder = temporaryFolder()
    const read = (name: string, text: string) => () => {
      writeFileSync(join(folder.path, name), text)
      return readTable(join(folder.path, name), classes)
    }
    expect(read('a.csv', 'x,kind\n1,a\n2,a\n')).toThrow(/a\.csv: all answers are of one class, 'a'/)
    expect(read('b.csv', 'x,kind\n1,a\n')).toThrow(/b\.csv: has one example/)
    expect(read('c.csv', 'x,kind\n1,a\nz,b\n')).toThrow(/c\.csv: line 3: column 'x' has 'z'/)
    expect(read('d.xlsx', '')).toThrow(/expected a file that ends in \.csv, \.tsv, \.npy, \.npz or \.safetensors/)
    expect(read('e.tsv', 'x\tkind\n1\ta\n2\tb\n')()).toMatchObject({ classes: ['a', 'b'] })
    expect(() => readTable(join(folder.path, 'none.csv'), classes)).toThrow(/Cannot read .*none\.csv/)
    expect(() => readTable('/dev/zero', { ...classes, file: '/dev/zero' })).toThrow(/expected a file that ends in/)
  })

  it('is refused with its line where a CSV file is not UTF-8, whose letters would all be one', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'seasons.csv')
    const text = 'x,kind\r\n1,hiver\r\n2,été\r\n3,ètè\r\n'
    writeFileSync(path, text, 'latin1')
    expect(() => readTable(path, classes)).toThrow(/seasons\.csv: line 3: not UTF-8 text; save it as UTF-8$/)
    writeFileSync(path, text.replaceAll('\r\n', '\r'), 'latin1')
    expect(() => readTable(path, classes)).toThrow(/line 3: not UTF-8/)
    writeFileSync(path, `\uFEFF${text}`, 'utf16le')
    expect(() => readTable(path, classes)).toThrow(/line 1: not UTF-8/)
    writeFileSync(path, text)
    expect(readTable(path, classes)).toMatchObject({ classes: ['hiver', 'ètè', 'été'] })
  })
})

describe('its task', () => {
  const rows = Array.from({ length: 50 }, (_, i) => `${i},${2 * i},${i % 3},5`)
  const table = tableFromCsv(['a,b,kind,same', ...rows].join('\n'), { ...classes, file: 'x' })

  it('has each example in one split, which ones by the seed', () => {
    const raw = { trainFraction: 0.7, isStandardized: false }
    const { train, test } = tableTask(table, raw, 0)
    const firsts = [train, test!].map(({ inputs }) => Array.from({ length: inputs.rows }, (_, i) => inputs.data[3 * i]!))
    expect(firsts.map(({ length }) => length)).toEqual([35, 15])
    expect(firsts.flat().sort((a, b) => a - b)).toEqual(rows.map((_, i) => i))
    expect(firsts[0]!.map((i) => i % 3)).toEqual([...train.labels!])
    expect(train.targets.cols).toBe(3)
    expect(tableTask(table, raw, 0).train.inputs).toEqual(train.inputs)
    expect(tableTask(table, raw, 1).train.inputs).not.toEqual(train.inputs)
  })

  it('standardizes by the training split alone; what never changes becomes 0', () => {
    const { train } = tableTask(table, { trainFraction: 0.5 }, 3)
    const column = (col: number) => Array.from({ length: 25 }, (_, row) => train.inputs.data[3 * row + col]!)
    for (const col of [0, 1]) {
      expect(column(col).reduce((sum, x) => sum + x, 0) / 25).toBeCloseTo(0, 5)
      expect(column(col).reduce((sum, x) => sum + x * x, 0) / 25).toBeCloseTo(1, 5)
    }
    expect(new Set(column(2))).toEqual(new Set([0]))
  })

  it('has one example in each split at least, and numbers for answers where these are', () => {
    expect(tableTask(table, { trainFraction: 1 }, 0).test!.inputs.rows).toBe(1)
    expect(tableTask(table, { trainFraction: 0 }, 0).train.inputs.rows).toBe(1)
    const values = tableFromCsv(FLOWERS, numbers)
    expect(tableTask(values, { trainFraction: 0.5 }, 0)).toMatchObject({ isRegression: true, table: null })
  })
})
