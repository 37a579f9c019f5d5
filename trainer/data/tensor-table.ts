import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { listed, quoted, unknownName, usageError } from '#src/vocabulary/index.ts'
import { isNumeric, lengthOf, type Tensor, type Tensors } from '#trainer/formats/index.ts'
import { classesAmong, type Table, type TableFile } from './table.ts'

/** Examples of a file of tensors: the first index counts examples. The one array of an npy file has a column each, numbered from 0. */
export function tableFromTensors(tensors: Tensors, asked: TableFile, isOneArray: boolean): Table {
  return isOneArray ? fromArray(tensors.x!, asked) : fromTensors(tensors, asked)
}

function fromArray(tensor: Tensor, { target, inputs, answers }: TableFile): Table {
  const all = matrixIn('the array', tensor)
  const columns = Array.from({ length: all.cols }, (_, i) => String(i))
  const names = inputs ?? columns.filter((name) => name !== target)
  const known = new Set(columns)
  const unknown = [target, ...names].find((name) => !known.has(name))
  if (unknown !== undefined) throw unknownName('column', unknown, columns)
  if (names.includes(target)) throw usageError(`column ${target} is the answer, and cannot be asked too`)
  if (names.length === 0) throw usageError('has no column beside the answer')
  const table = { inputs: columnsOf(all, names.map(Number)), names }
  const place = Number(target)
  if (answers === 'numbers') return { ...table, targets: columnsOf(all, [place]) }
  const column = Float64Array.from({ length: all.rows }, (_, row) => tensor.values[row * all.cols + place]!)
  return { ...table, ...classesIn(column, target) }
}

function fromTensors(tensors: Tensors, { target, inputs, answers }: TableFile): Table {
  const names = Object.keys(tensors)
  const tensorAt = (name: string) => {
    if (!Object.hasOwn(tensors, name)) throw unknownName('tensor', name, names)
    return tensors[name]!
  }
  const asked = inputs ?? names.filter((name) => name !== target)
  const [only, ...more] = asked
  if (only === undefined || more.length > 0 || only === target)
    throw usageError(`expected one tensor of inputs beside ${quoted(target)}; name it with \`inputs\`, one of ${listed(names.map(quoted))}`) // prettier-ignore
  const answered = tensorAt(target)
  const targets = matrixIn(quoted(target), answered)
  const matrix = matrixIn(quoted(only), tensorAt(only))
  if (matrix.rows !== targets.rows)
    throw usageError(`${quoted(only)} has ${matrix.rows} examples, and ${quoted(target)} has ${targets.rows}`)
  const columns = Array.from({ length: matrix.cols }, (_, i) => `${only}[${i}]`)
  const table = { inputs: matrix, names: columns }
  if (answers === 'numbers') return { ...table, targets }
  if (targets.cols !== 1)
    throw usageError(`${quoted(target)} has ${targets.cols} numbers an example, expected one class`)
  return { ...table, ...classesIn(answered.values, target) }
}

/** A row each example, whatever more dimensions there are. */
function matrixIn(name: string, tensor: Tensor): Matrix {
  const { shape } = tensor
  const [rows = 0] = shape
  if (!isNumeric(tensor)) throw usageError(`${name} is of type ${tensor.stored?.dtype}, expected numbers`)
  if (shape.length === 0 || lengthOf(tensor) === 0)
    throw usageError(`${name} has the shape [${shape.join(', ')}], expected a row for each example`)
  const data = Float32Array.from(tensor.values)
  const bad = data.findIndex((value) => !Number.isFinite(value))
  const cols = data.length / rows
  if (bad >= 0) throw usageError(`${name}: example ${Math.floor(bad / cols)} has ${tensor.values[bad]}, expected finite numbers`)
  return { rows, cols, data }
}

function columnsOf({ rows, cols, data }: Matrix, places: readonly number[]): Matrix {
  const chosen = new Float32Array(rows * places.length)
  for (let row = 0; row < rows; row++)
    places.forEach((place, i) => (chosen[row * places.length + i] = data[row * cols + place]!))
  return { rows, cols: places.length, data: chosen }
}

/** Of the numbers as the file has them: as float32, whole numbers beyond 2²⁴ would become one another. */
function classesIn(values: Tensor['values'], name: string) {
  const bad = values.findIndex((value) => !Number.isInteger(value))
  if (bad >= 0) throw usageError(`${quoted(name)}: example ${bad} has the class ${values[bad]}, expected a whole number`)
  return classesAmong(Array.from(values, String))
}
