import type { Layer, Layers } from '#probes/inputs.ts'
import type { DenseLayer } from '#probes/maths/chain/chain.ts'
import { matrixOf } from '#probes/maths/algebra/layers.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { transposed } from '#probes/maths/algebra/transposed.ts'
import { usageError } from '#src/vocabulary/index.ts'
import { lengthOf } from '#trainer/formats/index.ts'
import type { Given, Layout, Source } from './given.ts'
import type { ModelShape } from './model-shape.ts'
import { biasNameOf, byNumbers, layoutByName } from './naming.ts'
import { parametersIn } from './parameters.ts'
import { contents, fine } from './wanted.ts'
import { chosenLayers } from './matrix-views.ts'

/** The dense layers of --model, with the weights and biases of a source by whatever names it has them. */
export function layersFrom(given: Given, source: Source): DenseLayer[] {
  const { widths, activation } = modelOf(given)
  const names = weightNames(given, source, widths)
  return names.map((name, l) => ({
    name,
    weight: weightFrom(given, source, names, l, widths),
    bias: biasFrom(source, biasNameOf(name, source.tensors), widths[l + 1] as number),
    activation: l === names.length - 1 ? 'linear' : activation,
  }))
}

/** The parameters of a chain by their names. */
export function parametersOf(layers: readonly DenseLayer[]): Layers {
  return Object.fromEntries(
    layers.flatMap(({ name, weight, bias }) => [
      [name, layerOf(weight)],
      ...(bias === null ? [] : [[bias.name, { shape: [weight.cols], values: bias.values }] as const]),
    ]),
  )
}

function layerOf({ rows, cols, data, epsilon }: Matrix): Layer {
  return { shape: [rows, cols], values: data, ...(epsilon !== undefined && { epsilon }) }
}

export function modelOf({ model }: Given): ModelShape {
  if (model === null)
    throw usageError('Name the network that the weights of the file belong to, such as --model mlp:3-4-2:tanh')
  return model
}

/**
 * The weights of the layers from input to output: those of --layers; else `w0`, `w1`, … or `w1`, `w2`, …; else the
 * matrices among the parameters in the order in which their names count, or in the only one that --model allows.
 */
function weightNames(given: Given, source: Source, widths: readonly number[]): string[] {
  const depth = widths.length - 1
  const { names } = parametersIn(given, source, false)
  const layers = chosenLayers(given, source, names)
  const isSaid = (given.layers?.length ?? 0) > 0
  if (isSaid && layers.length === depth) return layers
  const numbered = [0, 1].map((first) => Array.from({ length: depth }, (_, l) => `w${first + l}`))
  const plain = numbered.find((these) => these.every((name) => layers.includes(name)))
  if (plain !== undefined && !isSaid) return plain
  const counted = byNumbers(layers)
  const isAt = (name: string, l: number) => fits(source, name, [widths[l] as number, widths[l + 1] as number])
  if (!isSaid && counted.length === depth && counted.every(isAt)) return counted
  const only = Array.from({ length: depth }, (_, l) => counted.filter((name) => isAt(name, l)))
  const isPlain = only.every((these) => these.length === 1) && new Set(only.flat()).size === depth
  if (isPlain && !isSaid) return only.flat()
  const wanted = Array.from({ length: depth }, (_, l) => `[${widths[l]}, ${widths[l + 1]}]`).join(', ')
  throw usageError(
    `${source.name}: expected the weights of --model, ${depth} matrices ${wanted} (or turned), by names that count such ` +
      `as w0, w1 or 0.weight, 2.weight; it has ${contents(source)}; name them from input to output with --layers`,
  )
}

/** By its shape, either way round. */
function fits({ tensors }: Source, name: string, [rows, cols]: readonly [number, number]): boolean {
  const shape = tensors[name]?.shape ?? []
  return shape.length === 2 && [`${rows},${cols}`, `${cols},${rows}`].includes(shape.join())
}

/** By its shape. A square one is laid out as --layout says, else as the other weights are, else as its name says. */
function weightFrom(
  given: Given,
  source: Source,
  names: readonly string[],
  l: number,
  widths: readonly number[],
): Matrix {
  const [rows = 0, cols = 0] = widths.slice(l, l + 2)
  const name = names[l] as string
  const layer = source.tensors[name] as Layer
  const matrix = layer.shape.length === 2 ? matrixOf(fine(layer)) : null
  const isTurned =
    rows === cols ? (given.layout ?? layoutOf(source, names, widths)) === 'out-in' : matrix?.rows === cols
  const weight = matrix !== null && isTurned ? transposed(matrix) : matrix
  if (weight?.rows === rows && weight.cols === cols) return weight
  const wanted = `'${name}' as [${rows}, ${cols}]${rows === cols ? '' : ` or [${cols}, ${rows}]`} by --model`
  throw usageError(`${source.name}: expected ${wanted}; it is [${layer.shape.join(', ')}]`)
}

/** Of the weights that are not square: a file keeps to one. Where all are, as the names have it. */
function layoutOf({ tensors }: Source, names: readonly string[], widths: readonly number[]): Layout {
  for (const [l, name] of names.entries()) {
    const [rows, cols] = tensors[name]?.shape ?? []
    if (rows !== cols) return rows === widths[l + 1] && cols === widths[l] ? 'out-in' : 'in-out'
  }
  return layoutByName(names[0] ?? '')
}

function biasFrom(source: Source, name: string | null, length: number): DenseLayer['bias'] {
  const layer = name === null ? undefined : source.tensors[name]
  if (name === null || layer === undefined) return null
  if (lengthOf(layer) === length) return { name, values: fine(layer).values }
  throw usageError(`${source.name}: expected '${name}' as [${length}] by --model; it is [${layer.shape.join(', ')}]`)
}
