import type { MatrixView } from '#probes/inputs.ts'
import { quoted, usageError } from '#src/vocabulary/index.ts'
import type { Given, Layout, Source } from './given.ts'
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
  const isTurned = (layout ?? layoutIn(tensors, name)) === 'out-in'
  if (shape.length === 2)
    return isTurned ? { rows: second, cols: first, isTurned } : { rows: first, cols: second, isTurned }
  const bias = biasNameOf(name, tensors)
  const kernel = convolution(name, shape, bias === null ? undefined : tensors[bias]?.shape)
  if (kernel === null) return null
  const channels = (kernel === 'out-first' ? first : shape.at(-1)) ?? 0
  const size = shape.reduce((product, length) => product * length, 1)
  return { rows: channels === 0 ? 0 : size / channels, cols: channels, isTurned: kernel === 'out-first' }
}

/**
 * How a weight lies: by its bias, which has a number an output, since GPT-2 has [in, out] under the names of PyTorch. Where its
 * shape does not tell (a square one) what those of the same name in other blocks agree on, or all others; else its name.
 */
function layoutIn(tensors: Source['tensors'], name: string): Layout {
  const [first, second] = tensors[name]?.shape ?? []
  const byName = layoutByName(name)
  const own = layoutByBias(tensors, name)
  if (own !== null) return own
  if (first !== second || byName === 'in-out') return byName
  const known = Object.keys(tensors).flatMap((other) => {
    const layout = layoutByName(other) === 'out-in' ? layoutByBias(tensors, other) : null
    return layout === null ? [] : [{ module: moduleOf(other), layout }]
  })
  const alike = known.filter(({ module }) => module === moduleOf(name))
  const found = new Set((alike.length > 0 ? alike : known).map(({ layout }) => layout))
  return found.size === 1 ? ([...found][0] as Layout) : byName
}

function layoutByBias(tensors: Source['tensors'], name: string): Layout | null {
  const bias = biasNameOf(name, tensors)
  const [outputs, ...more] = (bias === null ? undefined : tensors[bias]?.shape) ?? []
  const { shape = [] } = tensors[name] ?? {}
  const [first, second] = shape
  if (shape.length !== 2 || more.length > 0 || outputs === undefined || first === second) return null
  return outputs === second ? 'in-out' : outputs === first ? 'out-in' : null
}

/** `c_proj` of `h.0.mlp.c_proj.weight`. */
const moduleOf = (name: string) => name.split('.').at(-2)

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
