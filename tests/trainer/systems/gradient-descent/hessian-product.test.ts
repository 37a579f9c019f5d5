import type { Tensor } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import type { Chain, DenseLayer } from '#probes/maths/chain/chain.ts'
import { deltas } from '#probes/maths/chain/backward.ts'
import { forward } from '#probes/maths/chain/forward.ts'
import { lossSlope } from '#probes/maths/chain/loss.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { crossEntropy } from '#trainer/losses/cross-entropy.ts'
import { squaredError } from '#trainer/losses/squared-error.ts'
import { hessianProduct } from '#trainer/systems/gradient-descent/hessian-product.ts'
import type { Model } from '#trainer/models/model.ts'
import { pairTransformer } from '#trainer/models/pair-transformer.ts'
import type { ByLayer } from '#trainer/tensors/tensors.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../../runs.ts'
import { denseNetworks, pairNetworks, pairs, prepared, type SmallNetwork } from '../../small-networks.ts'

const losses = [
  squaredError('mean'),
  squaredError('half-batch-mean'),
  squaredError('sum'),
  crossEntropy(1),
  crossEntropy(0.6),
]
const transformer: SmallNetwork = {
  name: 'transformer',
  model: pairTransformer({ modulus: 7, heads: 2, width: 8, mlpWidth: 12 }) as Model,
  task: pairs,
}
const cases = [...denseNetworks, ...pairNetworks].flatMap((network, i) => [
  { network, loss: losses[i % losses.length]! },
  { network, loss: losses[(i + 2) % losses.length]! },
])

describe('the Hessian product', () => {
  it.each(cases)('is how the gradient changes, in float64: $network.name, $loss.kind', async ({ network, loss }) => {
    const { tf, linalg } = workbenchOf(await backend())
    const ready = prepared(tf, network)
    const direction = randomDirection(tf, ready.weights, 7)
    const product = hessianProduct(tf, network.model, ready.weights, ready.batch, loss, direction)
    const chain: Pick<Chain, 'layers' | 'loss' | 'train'> = {
      layers: network.model.chain!(ready.host).map(inFloat64),
      loss: loss.kind,
      train: network.model.examples!(ready.train),
    }
    const reach = 1e-5
    const ahead = gradientAt(chain, direction, reach, linalg)
    const behind = gradientAt(chain, direction, -reach, linalg)
    expect(Object.keys(product)).toEqual(ready.names)
    const all = ready.names.flatMap((name) =>
      [...ahead[name]!].map((slope, j) => (slope - behind[name]![j]!) / (2 * reach)),
    )
    const scale = Math.max(...all.map(Math.abs))
    expect(scale).toBeGreaterThan(0)
    for (const name of ready.names) {
      expect(product[name]!.shape).toEqual(ready.weights[name]!.shape)
      product[name]!.dataSync().forEach((value, j) => {
        const wanted = (ahead[name]![j]! - behind[name]![j]!) / (2 * reach)
        expect(Math.abs(value - wanted) / scale, `${name}[${j}]`).toBeLessThan(1e-5)
      })
    }
  })

  it.each(losses)("is how the transformer's own gradient changes: $kind", async (loss) => {
    const { tf } = workbenchOf(await backend())
    const { weights, names, batch } = prepared(tf, transformer)
    const direction = randomDirection(tf, weights, 7)
    const product = hessianProduct(tf, transformer.model, weights, batch, loss, direction)
    const gradient = (by: number) => {
      const moved = map(weights, (name) => tf.add(weights[name]!, tf.mul(direction[name]!, by)))
      const pass = transformer.model.forward(tf, moved, batch)
      return pass.backward(loss.judge(tf, batch, pass.logits).gradient())
    }
    // Too short a reach for any of these ReLUs to meet its kink; float32 leaves three digits of the difference.
    const reach = 1e-4
    const [ahead, behind] = [gradient(reach), gradient(-reach)]
    const wanted = map(weights, (name) => tf.div(tf.sub(ahead[name]!, behind[name]!), 2 * reach))
    expect(Object.keys(product)).toEqual(names)
    const away = map(weights, (name) => tf.sub(product[name]!, wanted[name]!))
    expect(Math.sqrt(dot(away, away) / dot(wanted, wanted))).toBeLessThan(3e-3)
    for (const name of names) {
      const only = { [name]: wanted[name]! }
      expect(dot(only, only)).toBeGreaterThan(0)
      expect(Math.sqrt(dot({ [name]: away[name]! }, away) / dot(only, only)), name).toBeLessThan(1e-2)
    }
  })

  const everyCase = [...cases, ...losses.map((loss) => ({ network: transformer, loss }))]
  it.each(everyCase)('is symmetric and linear: $network.name, $loss.kind', async ({ network, loss }) => {
    const { tf } = workbenchOf(await backend())
    const { weights, batch } = prepared(tf, network)
    const times = (direction: ByLayer) => hessianProduct(tf, network.model, weights, batch, loss, direction)
    const [u, v] = [randomDirection(tf, weights, 3), randomDirection(tf, weights, 4)]
    const [hu, hv] = [times(u), times(v)]
    const size = Math.sqrt(dot(hu, hu) * dot(v, v))
    expect(Math.abs(dot(u, hv) - dot(v, hu)) / size).toBeLessThan(1e-5)
    const mixed = times(map(u, (name) => tf.sub(tf.mul(u[name]!, 3), v[name]!)))
    const away = map(u, (name) => tf.sub(mixed[name]!, tf.sub(tf.mul(hu[name]!, 3), hv[name]!)))
    expect(Math.sqrt(dot(away, away) / dot(mixed, mixed))).toBeLessThan(1e-5)
  })

  it('keeps the digits of cross-entropy where float32 cannot tell the likeliest share from 1', async () => {
    const { tf } = workbenchOf(await backend())
    const logits = tf.tensor2d([[20, 0, -1]])
    const direction = tf.tensor2d([[1, 0.5, 3]])
    const batch = { size: 1, targets: tf.tensor2d([[1, 0, 0]]), answers: Int32Array.of(0) }
    const curvature = crossEntropy(1).curvature(tf, batch, logits, direction).dataSync()
    // In float64: s_j (d_j − Σ s d), s = softmax(20, 0, −1).
    const weights = [1, Math.exp(-20), Math.exp(-21)]
    const total = weights.reduce((sum, weight) => sum + weight)
    const [, second, third] = weights.map((weight) => weight / total) as [number, number, number]
    const mean = second * -0.5 + third * 2
    const wanted = [-(1 - second - third) * mean, second * (-0.5 - mean), third * (2 - mean)]
    wanted.forEach((value, i) => expect(Math.abs(curvature[i]! / value - 1)).toBeLessThan(1e-5))
  })
})

describe('a model as a chain', () => {
  it.each([...denseNetworks, ...pairNetworks])('has the logits that the device has: $name', async (network) => {
    const { tf, linalg } = workbenchOf(await backend())
    const { host, weights, batch, train } = prepared(tf, network)
    const { inputs, targets, labels } = network.model.examples!(train)
    const ours = network.model.logits(tf, weights, batch).dataSync()
    const theirs = forward(network.model.chain!(host), inputs, linalg).h.at(-1) as Matrix
    expect(theirs.data).toHaveLength(ours.length)
    ours.forEach((logit, i) => expect(Math.abs(theirs.data[i]! - logit)).toBeLessThan(1e-5 * (1 + Math.abs(logit))))
    expect([...targets.data]).toEqual([...batch.targets.dataSync()])
    expect(labels).toBe(train.labels)
    expect(network.model.chain!(host).at(-1)?.name).toBe(network.model.head)
  })
})

function randomDirection(tf: Parameters<typeof prepared>[0], weights: ByLayer, seed: number): ByLayer {
  const stream = openStream(seed, 'directions')
  return map(weights, (name) =>
    tf.tensor(
      Float32Array.from({ length: weights[name]!.size }, () => stream.normal()),
      weights[name]!.shape,
    ),
  )
}

/** ∂L at the weights moved along a direction, computed in float64 on the host. */
function gradientAt(
  { layers, loss, train }: Pick<Chain, 'layers' | 'loss' | 'train'>,
  direction: ByLayer,
  by: number,
  linalg: LinearAlgebra,
): Record<string, Float64Array> {
  const moved = layers.map((layer) => ({
    ...layer,
    weight: { ...layer.weight, data: shifted(layer.weight.data, direction[layer.name]!, by) },
    bias: layer.bias && { ...layer.bias, values: shifted(layer.bias.values, direction[layer.bias.name]!, by) },
  }))
  const pass = forward(moved, inFloat64Matrix(train.inputs), linalg)
  const found = deltas(moved, pass, lossSlope(loss, pass.h.at(-1) as Matrix, train.targets), linalg)
  return Object.fromEntries(
    moved.flatMap(({ name, bias }, l) => {
      const delta = found[l] as Matrix
      const weight = linalg.product(pass.h[l] as Matrix, delta, { a: true }).data as Float64Array
      const sums = new Float64Array(delta.cols)
      delta.data.forEach((value, i) => (sums[i % delta.cols]! += value))
      return bias === null
        ? [[name, weight]]
        : [
            [name, weight],
            [bias.name, sums],
          ]
    }),
  )
}

const shifted = (values: ArrayLike<number>, direction: Tensor, by: number) => {
  const along = direction.dataSync()
  return Float64Array.from(values, (value, i) => value + by * along[i]!)
}
const inFloat64Matrix = (matrix: Matrix): Matrix => ({ ...matrix, data: Float64Array.from(matrix.data) })
const inFloat64 = (layer: DenseLayer): DenseLayer => ({ ...layer, weight: inFloat64Matrix(layer.weight) })
const map = (layers: ByLayer, of: (name: string) => Tensor): ByLayer =>
  Object.fromEntries(Object.keys(layers).map((name) => [name, of(name)]))
function dot(a: ByLayer, b: ByLayer): number {
  let sum = 0
  for (const name of Object.keys(a)) {
    const other = b[name]!.dataSync()
    a[name]!.dataSync().forEach((value, i) => (sum += value * other[i]!))
  }
  return sum
}
