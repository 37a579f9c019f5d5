import { extname } from 'node:path'
import { PhasescopeError, usageError } from '#src/vocabulary/index.ts'
import { isTensorFile, readTensors, readWhole, utf8Text } from '#trainer/formats/index.ts'
import { tableFromCsv } from './csv-table.ts'
import type { Table, TableFile } from './table.ts'
import { tableFromTensors } from './tensor-table.ts'

/** Bytes of a CSV file that are read: text is ten times as long as what is made of it, and one string holds all of it. */
const CSV_BYTES = 64 * 1024 ** 2
/** Numbers of a table: 1 GB of float32. */
const MOST_NUMBERS = 2 ** 28
/** Classes of a table; each is an output of the network. */
const MOST_CLASSES = 10_000

/** The examples of a person's file at a path: CSV by .csv or .tsv, else npy, npz or safetensors. What is wrong with it names it. */
export function readTable(path: string, asked: TableFile): Table {
  const ending = extname(path).toLowerCase()
  const isCsv = ending === '.csv' || ending === '.tsv'
  const table = isCsv
    ? readWhole(path, (bytes) => csvTable(bytes, ending === '.tsv' ? { separator: '\t', ...asked } : asked))
    : tensorTable(path, asked, ending)
  return naming(path, () => bounded(table))
}

function csvTable(bytes: Buffer, asked: TableFile): Table {
  if (bytes.length > CSV_BYTES)
    throw usageError(`has ${bytes.length} bytes, and at most ${CSV_BYTES} of CSV are read; save it as npz or safetensors`)
  return tableFromCsv(utf8Text(bytes), asked)
}

function tensorTable(path: string, asked: TableFile, ending: string): Table {
  if (!isTensorFile(path)) throw usageError(`${path}: expected a file that ends in .csv, .tsv, .npy, .npz or .safetensors`)
  const tensors = readTensors(path)
  return naming(path, () => tableFromTensors(tensors, asked, ending === '.npy'))
}

function bounded(table: Table): Table {
  const { rows, cols } = table.inputs
  if (rows < 2) throw usageError('has one example, and two splits need at least two')
  if (rows * cols > MOST_NUMBERS) throw usageError(`has ${rows} × ${cols} inputs, and at most ${MOST_NUMBERS} are taken`)
  if (!('classes' in table)) return table
  if (table.classes.length < 2) throw usageError(`all answers are of one class, '${table.classes[0]}'`)
  if (table.classes.length > MOST_CLASSES)
    throw usageError(`has ${table.classes.length} classes, and at most ${MOST_CLASSES} are taken; are the answers numbers?`)
  return table
}

function naming<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof PhasescopeError) || error.message.startsWith(path)) throw error
    throw usageError(`${path}: ${error.message}`)
  }
}
