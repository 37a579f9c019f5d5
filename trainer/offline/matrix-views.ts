import type { MatrixView } from '#probes/inputs.ts'
import { quoted, usageError } from '#src/vocabulary/index.ts'
import type { Given, Source } from './given.ts'
import { biasNameOf, byNumbers, convolution, isBias, layoutByName } from './naming.ts'
import { isMeant } from './patterns.ts'
import { contents } from './wanted.ts'

type Asked = Pick<Given, 'layers' | 'layout'>

/**
 * How a tensor is a matrix [in, out]: as it stands, or turned where PyTorch has it [out, in]; a convolution kernel has a
 * row for each number that enters a channel. Null for what is no matrix.
 */
export function viewOf({ layout }: Pick<Asked, 'layout'>, { tensors }: Source, name: string): MatrixView | null {
  const shape = tensors[name]?.shape ?? []
  if (isBias(name)) return null
  const [first = 0, second = 0] = shape
  const isTurned = (layout ?? layoutByName(name)) === 'out-in'
  if (shape.length === 2)
    return isTurned ? { rows: second, cols: first, isTurned } : { rows: first, cols: second, isTurned }
  const bias = biasNameOf(name, tensors)
  const kernel = convolution(name, shape, bias === null ? undefined : tensors[bias]?.shape)
  if (kernel === null) return null
  const channels = (kernel === 'out-first' ? first : shape.at(-1)) ?? 0
  const size = shape.reduce((product, length) => product * length, 1)
  return { rows: channels === 0 ? 0 : size / channels, cols: channels, isTurned: kernel === 'out-first' }
}

/** The parameters that are layers, from input to output: those of --layers, else all that are matrices and not empty. */
export function chosenLayers(given: Asked, source: Source, parameters: readonly string[]): string[] {
  const isMatrix = (name: string) => {
    const view = viewOf(given, source, name)
    return view !== null && view.rows * view.cols > 0
  }
  const { layers = [] } = given
  if (layers.length === 0) return parameters.filter(isMatrix)
  const found = layers.flatMap((pattern) => {
    const meant = parameters.filter((name) => isMeant(pattern, name) && isMatrix(name))
    if (meant.length > 0) return pattern.includes('*') || pattern.includes('?') ? byNumbers(meant) : meant
    throw usageError(
      `--layers ${quoted(pattern)}: no parameter of ${source.name} that is a matrix has such a name; it has ${contents(source)}`,
    )
  })
  return [...new Set(found)]
}
