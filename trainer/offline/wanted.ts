import type { Layer, Matrices } from '#probes/inputs.ts'
import { inDouble, roundingOf } from '#probes/maths/algebra/double.ts'
import { matrixOf } from '#probes/maths/algebra/layers.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { usageError, visible } from '#src/vocabulary/index.ts'
import { isNumeric, lengthOf, type Tensor } from '#trainer/formats/index.ts'
import type { Source } from './given.ts'
import { byNumbers, GRADIENT } from './naming.ts'
import { partNames } from './part-names.ts'
import { nameOf, tensorNames, type TensorName } from './tensor-names.ts'

/** A matrix of a file, in float64: what it is computed in is not the file's to decide, and widening is exact. */
export function matrixIn(source: Source, wanted: TensorName): Matrix {
  return inDouble(asStored(source, wanted))
}

/** The same in the precision of the file, for what depends on how it was rounded. */
export function asStored(source: Source, wanted: TensorName): Matrix {
  const layer = layerIn(source, wanted)
  const matrix = matrixOf(layer)
  if (matrix === null || matrix.rows === 0 || matrix.cols === 0) throw misshapen(source, wanted)
  return matrix
}

/** A tensor as the file has it. */
export function layerIn(source: Source, wanted: TensorName): Layer {
  const layer = source.tensors[nameOf(wanted)]
  if (layer === undefined) throw missing(source, wanted)
  if (!isNumeric(layer)) assertRead(layer)
  return layer
}

/** A list of numbers, [n] or [n, 1] or [1, n], in float64. */
export function vectorIn(source: Source, wanted: TensorName): Float64Array {
  const layer = layerIn(source, wanted)
  if (layer.shape.filter((length) => length !== 1).length > 1) throw misshapen(source, wanted)
  return Float64Array.from(layer.values)
}

export const optional = <T>(source: Source, name: string, read: () => T): T | null =>
  has(source, name) ? read() : null

export const has = ({ tensors }: Source, name: string): boolean => tensors[name] !== undefined

/** Classes, [n] whole numbers or [n, C] one-hot rows. */
export function labelsIn(source: Source, wanted: TensorName): Int32Array {
  const layer = layerIn(source, wanted)
  const labels = classesOf(layer)
  if (labels !== null) return labels
  throw usageError(
    `${source.name}: tensor '${nameOf(wanted)}' ${shapeText(layer)} should contain whole numbers from 0, one per example, or ` +
      `one-hot rows; it contains ${[...layer.values].slice(0, 3).join(', ')}, …`,
  )
}

/** Null for what is neither whole numbers from 0 nor one-hot rows. */
export function classesOf(layer: Layer): Int32Array | null {
  const matrix = matrixOf(layer)
  if (layer.shape.length === 1 || matrix?.cols === 1) {
    return layer.values.every((value) => Number.isInteger(value) && value >= 0 && value < 2 ** 31)
      ? Int32Array.from(layer.values)
      : null
  }
  if (matrix === null) return null
  const { rows, cols, data } = matrix
  const labels = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const entries = [...data.subarray(row * cols, (row + 1) * cols)]
    const label = entries.indexOf(1)
    if (label < 0 || !entries.every((value, k) => value === (k === label ? 1 : 0))) return null
    labels[row] = label
  }
  return labels
}

/** Two tensors that number the same things. */
export function assertSameCount(source: Source, a: string, count: number, b: string, other: number): void {
  if (count !== other) throw usageError(`${source.name}: '${a}' has ${count} examples and '${b}' has ${other}`)
}

/** Every two-dimensional tensor in float64 but for gradients, in the order in which names count. */
export function matricesIn(source: Source): Matrices {
  const names = Object.keys(source.tensors).filter((name) => !name.startsWith(GRADIENT))
  const matrices = byNumbers(names).flatMap((name): [string, Matrix][] => {
    const tensor = source.tensors[name] as Tensor
    const matrix = isNumeric(tensor) && lengthOf(tensor) > 0 ? matrixOf(tensor) : null
    return matrix === null ? [] : [[name, inDouble(matrix)]]
  })
  const parts = partNames(matrices.map(([name]) => name))
  if (matrices.length > 0)
    return Object.fromEntries(matrices.map(([, matrix], place) => [parts[place] as string, matrix]))
  throw usageError(`${source.name} has no two-dimensional tensor; it has ${contents(source)}`)
}

/** The same in float64, as uncertain as it was stored. */
export function fine(layer: Layer): Layer {
  const { shape, values } = layer
  return values instanceof Float64Array
    ? layer
    : { shape, values: Float64Array.from(values), epsilon: roundingOf(layer) }
}

/** What cannot be read says why when its numbers are asked for, which tells more than its shape. */
export function assertRead({ values }: Layer): void {
  if (values.length === 0) return
}

function missing(source: Source, wanted: TensorName) {
  const { shape, about } = tensorNames[wanted]
  return usageError(`${source.name} has no tensor '${nameOf(wanted)}' ${shape}, ${about}; it has ${contents(source)}`)
}

export function misshapen(source: Source, wanted: TensorName) {
  const name = nameOf(wanted)
  const { shape, about } = tensorNames[wanted]
  return usageError(
    `${source.name}: expected '${name}' as ${shape}, ${about}; it is ${contentText(source.tensors[name])}`,
  )
}

export function contents({ tensors }: Source): string {
  const names = Object.keys(tensors)
  const shown = names.slice(0, 12).map((name) => `${visible(name)} ${contentText(tensors[name])}`)
  return shown.length === 0 ? 'none' : shown.join(', ') + (names.length > 12 ? ` and ${names.length - 12} more` : '')
}

const shapeText = (layer: Layer | undefined) => `[${layer?.shape.join(', ') ?? ''}]`

/** What is no array of numbers is said to be something else: its shape alone would not tell why it was not taken. */
function contentText(tensor: Tensor | undefined): string {
  if (tensor === undefined || isNumeric(tensor)) return shapeText(tensor)
  const dtype = tensor.stored?.dtype ?? ''
  return dtype === 'no array' ? '(no array)' : `${shapeText(tensor)}, which is of type ${visible(dtype)}`
}
