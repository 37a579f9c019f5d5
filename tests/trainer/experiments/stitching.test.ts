import { describe, expect, it } from 'vitest'
import { applied } from '#probes/maths/algebra/affine-fit.ts'
import type { Chain, DenseLayer } from '#probes/maths/chain/chain.ts'
import { forward, logitsOf } from '#probes/maths/chain/forward.ts'
import { fittedStitch } from '#probes/maths/chain/stitch.ts'
import { agreementOf, answersOf } from '#probes/maths/statistics/answers.ts'
import { stitching } from '#trainer/experiments/stitching.ts'
import { planRun } from '#trainer/run/plan.ts'
import { openGradientDescent } from '#trainer/systems/gradient-descent/gradient-descent.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../runs.ts'

const engine = await backend()
const { tf } = workbenchOf(engine)

describe('stitching', () => {
  it('claims of random layers below what is not true of random layers above', () => {
    const { parameters } = planRun({ experiment: 'stitching' })
    const alone = (values: typeof parameters) => ({ ...stitching.recipe(values, 0), twin: undefined })
    const system = openGradientDescent(alone as never, parameters, 0, { tf })
    for (let step = 0; step < 400; step++) system.advance()
    const untrained = openGradientDescent(alone as never, parameters, 1, { tf })
    const { layers: random } = untrained.inputs.initialChain
    const { chain } = system.inputs
    const last = chain.layers.length - 1
    const error = errorOf(chain, chain.layers)
    const below = [...random.slice(0, last), ...chain.layers.slice(last)]
    const above = [...chain.layers.slice(0, last), ...random.slice(last)]
    const { from, to } = stitching.claims.find(({ id }) => id === `random-${last}`)!
    const [right, wrong] = [below, above].map((layers) => stitchedError(chain, layers, last) - error)
    expect(right).toBeGreaterThan(from!)
    expect(right).toBeLessThan(to!)
    // A stitch finds its way to a random readout, and not out of random features.
    expect(wrong).toBeLessThan(from!)
    for (const one of [system, untrained]) one.dispose()
  })

  it('has layers below of a network that answers another question than its own', () => {
    const { parameters } = planRun({ experiment: 'stitching', set: ['below=autoencoder', 'examples=64'] })
    const system = openGradientDescent(stitching.recipe, parameters, 0, { tf })
    system.advance()
    const { other, chain } = system.inputs
    expect(other.chain!.layers.at(-1)!.weight.cols).toBe(parameters.inputs)
    expect(chain.layers.at(-1)!.weight.cols).toBe(parameters.classes)
    expect(other.predictions!.test.logits.cols).toBe(parameters.inputs)
    system.dispose()
  })
})

function errorOf({ test }: Chain, layers: readonly DenseLayer[]): number {
  return 1 - agreementOf(answersOf(logitsOf(layers, test!.inputs, engine.linalg)), test!.labels!)!.share
}

/** Of layers that are joined at one place by a trained stitch, fitted to what the trained network has there. */
function stitchedError(
  { layers: own, train, test, loss }: Chain,
  layers: readonly DenseLayer[],
  place: number,
): number {
  const [bottom, top] = [layers.slice(0, place), layers.slice(place)]
  const at = (of: readonly DenseLayer[], { inputs }: Chain['train']) =>
    forward(of.slice(0, place), inputs, engine.linalg).h[place]!
  const stitched = { from: at(bottom, train), to: at(own, train), top, loss, targets: train.targets }
  const through = applied(fittedStitch(stitched, 100, engine.linalg), at(bottom, test!), engine.linalg)
  return 1 - agreementOf(answersOf(logitsOf(top, through, engine.linalg)), test!.labels!)!.share
}
