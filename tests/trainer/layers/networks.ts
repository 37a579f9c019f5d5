import { attention } from '#trainer/layers/attention.ts'
import { convolution } from '#trainer/layers/convolution.ts'
import { dense } from '#trainer/layers/dense.ts'
import { embedding } from '#trainer/layers/embedding.ts'
import { lastPosition } from '#trainer/layers/last-position.ts'
import { layerNorm } from '#trainer/layers/layer-norm.ts'
import type { NetworkLayer } from '#trainer/layers/layer.ts'
import { mlp } from '#trainer/layers/mlp.ts'
import { neurons } from '#trainer/layers/neurons.ts'
import { overTurns } from '#trainer/layers/over-turns.ts'
import { positions } from '#trainer/layers/positions.ts'
import { randomFeatures } from '#trainer/layers/random-features.ts'
import { recurrent } from '#trainer/layers/recurrent.ts'
import { residual } from '#trainer/layers/residual.ts'
import { sideBySide } from '#trainer/layers/side-by-side.ts'
import { spline } from '#trainer/layers/spline.ts'
import { normal, normalWeights, type InitialDraw } from '#trainer/layers/weights.ts'
import { pairsEnter, pixelsEnter, pointsEnter } from '#trainer/models/entrance.ts'
import { layered } from '#trainer/models/layered.ts'
import type { Model } from '#trainer/models/model.ts'
import { turnedImages } from '#trainer/data/turned-images.ts'
import { pairs, points, type SmallNetwork } from '../small-networks.ts'

/** Every layer in a network small enough to be held to slow and certain computations; weights begin away from 0 and 1. */

const draw = normal(0.6)
/** What begins as a constant is drawn, so that no slope is lost in a symmetry. */
const stirred: InitialDraw = (stream, shape) => {
  const { values } = normalWeights(stream, shape, 0.3)
  return { shape, values: values.map((value) => 1 + value) }
}
const norm = (name: string, width: number): NetworkLayer => {
  const layer = layerNorm({ name, width })
  return { ...layer, weights: layer.weights.map((card) => ({ ...card, begins: stirred })) }
}

export const onPoints = (name: string, ...layers: NetworkLayer[]): SmallNetwork => ({
  name,
  model: layered({
    entrance: pointsEnter,
    layers: [...layers, dense({ name: 'out', from: layers.at(-1)!.to ?? 6, to: 3, begins: draw, bias: draw })],
    head: 'out',
  }) as unknown as Model,
  task: points,
})

export const onPairs = (name: string, ...layers: NetworkLayer[]): SmallNetwork => ({
  name,
  model: layered({
    entrance: pairsEnter(7),
    layers: [
      embedding({ name: 'embed', tokens: 7, width: 6, begins: draw }),
      positions({ name: 'places', places: 3, width: 6, begins: draw }),
      ...layers,
      lastPosition(),
      dense({ name: 'unembed', from: 6, to: 7, begins: draw }),
    ],
    head: 'unembed',
  }) as unknown as Model,
  task: pairs,
})

const up = dense({ name: 'in', from: 5, to: 6, begins: draw, bias: draw })
const attend = { name: 'attn', width: 6, begins: draw }

export const onImages = (name: string, ...layers: NetworkLayer[]): SmallNetwork => ({
  name,
  model: layered({ entrance: pixelsEnter, layers }) as unknown as Model,
  task: turnedImages({ side: 3, classes: 3, trainPerClass: 4, testPerClass: 2, noise: 0.5, turns: 'random' }, 2),
})

export const layeredNetworks: readonly SmallNetwork[] = [
  onPoints('dense', up, neurons('tanh', 'h')),
  onPoints('squares', up, neurons('quadratic')),
  onPoints('dense with a multiplier', dense({ name: 'in', from: 5, to: 6, begins: draw, bias: draw, multiplier: 0.4 })),
  onPoints('LayerNorm', up, norm('norm', 6), neurons('gelu')),
  onPoints('residual', up, residual({ branch: [norm('norm', 6), neurons('erf'), dense({ name: 'b', from: 6, to: 6, begins: draw })], scale: 0.7, skip: 0.9, name: 'stream' })), // prettier-ignore
  onPoints('MLP', up, mlp({ name: 'mlp', width: 6, neurons: 8, activation: 'tanh', begins: { in: draw, out: draw }, bias: draw })), // prettier-ignore
  onPoints('splines', spline({ name: 'kan1', from: 5, to: 4, grid: { from: -2, to: 2, intervals: 4, beyond: 1 }, begins: { spline: draw, base: draw } }), spline({ name: 'kan2', from: 4, to: 6, grid: { from: -1, to: 1, intervals: 3, beyond: 4 }, begins: { spline: draw, base: draw } })), // prettier-ignore
  onPoints('random features', up, randomFeatures({ name: 'fixed', from: 6, to: 7, activation: 'tanh', deviation: 0.5, seed: 3 }), dense({ name: 'b', from: 7, to: 6, begins: draw })), // prettier-ignore
  onPairs('recurrent cell', recurrent({ name: 'cell', from: 6, to: 6, activation: 'tanh', begins: { in: draw, state: draw } })), // prettier-ignore
  onPairs('convolution', convolution({ name: 'kernel', height: 1, width: 2, from: 6, to: 6, side: 3, begins: draw }), neurons('tanh')), // prettier-ignore
  onImages('convolution over turns', overTurns({ side: 3, layers: [convolution({ name: 'kernel', height: 3, width: 3, from: 1, to: 2, side: 3, begins: draw }), neurons('tanh'), sideBySide({ positions: 9, width: 2 }), dense({ name: 'out', from: 18, to: 3, begins: draw, bias: draw })] })), // prettier-ignore
  onPairs('embedding and positions', neurons('tanh')),
  onPairs('attention', attention({ ...attend, heads: 2 })),
  onPairs('attention in a residual', residual({ branch: [norm('norm', 6), attention({ ...attend, heads: 3 })] })),
  onPairs('rotary attention', attention({ ...attend, heads: 1, rotary: 10_000 })),
  onPairs('linear attention', attention({ ...attend, heads: 2, mixing: 'linear', scoreScale: 0.5 })),
]
