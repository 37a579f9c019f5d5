import type { Tensor2D } from '@tensorflow/tfjs-core'
import { runtimeError } from '#src/vocabulary/index.ts'
import type { ByLayer } from '#trainer/tensors/index.ts'
import type { NetworkLayer, Passed, Slopes } from './layer.ts'

/** Layers one after another, which are a layer again. What one gives is what the next takes, or it is an error. */
export function inARow(layers: readonly NetworkLayer[]): NetworkLayer {
  return {
    from: layers.find(({ from }) => from !== null)?.from ?? null,
    to: widthBehind(layers),
    weights: layers.flatMap(({ weights }) => weights),
    attends: layers.some(({ attends }) => attends === true),
    through(tf, weights, x) {
      const passed: Passed[] = []
      for (const layer of layers) passed.push(layer.through(tf, weights, passed.at(-1)?.y ?? x))
      return {
        y: passed.at(-1)?.y ?? x,
        hidden: Object.assign({}, ...passed.map(({ hidden }) => hidden)) as NonNullable<Passed['hidden']>,
        attention: Object.assign({}, ...passed.map(({ attention }) => attention)) as ByLayer,
        back(slope) {
          let arriving: Slopes['x'] = () => slope
          const found: ByLayer[] = []
          for (const { back } of passed.toReversed()) {
            // Only the first of a row reads tokens, so that none is left when there is no way further back.
            const { x, weights: own }: Slopes = back((arriving as () => Tensor2D)())
            arriving = x
            found.unshift(own)
          }
          return { x: arriving, weights: Object.assign({}, ...found) as ByLayer }
        },
      }
    },
  }
}

/** The width behind the last layer, whose every neighbor fits; null where it is that before the first. */
function widthBehind(layers: readonly NetworkLayer[]): number | null {
  let width: number | null = null
  layers.forEach(({ from, to, weights }, place) => {
    const isFit = from === null || (from === 'tokens' ? place === 0 : width === null || width === from)
    if (!isFit) {
      const own = weights[0]?.name ?? `number ${place + 1}`
      throw runtimeError(
        `Layer ${own}: expected rows of width ${from}, got ${width ?? 'rows'} from the layer before it`,
      )
    }
    width = to ?? width ?? (from === 'tokens' ? null : from)
  })
  return width
}
