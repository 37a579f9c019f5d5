import { describe, expect, it } from 'vitest'
import { coordinateCheck } from '#trainer/experiments/coordinate-check.ts'
import { parametrizedMlp } from '#trainer/models/index.ts'
import { adamW, perLayer } from '#trainer/optimizers/index.ts'
import { verdictsOf, verified } from './verified.ts'

/** Of the claims, in fewer runs: a fault shows between two widths. */
const claims = coordinateCheck.claims.map((claim) => ({
  ...claim,
  seeds: 6,
  along: { ...claim.along!, values: [64, 512] },
}))
const ofMup = claims.filter(({ id }) => id.startsWith('mup'))

/** muP, but for the factor by which the rate of some layers falls with the width. */
function withRates(factorOf: (layer: string, factor: number) => number): typeof coordinateCheck {
  const recipe: typeof coordinateCheck.recipe = (values, seed) => {
    const { rates } = parametrizedMlp({
      ...{ inputs: 16, width: Number(values.width), hiddenLayers: 2, outputs: 10, activation: 'relu' },
      ...{ parametrization: 'mup', baseWidth: 64, optimizer: 'adam' },
    })
    const planted = rates.map((one) => ({ ...one, factor: factorOf(one.name, one.factor) }))
    const optimizer = perLayer(planted, Number(values.rate), (rate) => adamW({ rate, decay: 0, betas: [0.9, 0.999] }))
    return { ...coordinateCheck.recipe(values, seed), optimizer }
  }
  return { ...coordinateCheck, recipe, claims: ofMup.map((claim) => ({ ...claim, seeds: 1, over: 'each' as const })) }
}

describe('coordinate-check', () => {
  it('is passed by muP, and not by the standard parametrization', async () => {
    const found = await verified({ ...coordinateCheck, claims })
    expect(found.claims.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
    expect(found.claims.map(({ runs }) => runs.length)).toEqual(Array(6).fill(6))
    expect(found.claims[0]!.runs[0]!.points!.map(({ at }) => at)).toEqual([64, 512])
    expect(found.claims[3]!.settings).toEqual({ parametrization: 'standard' })
  })

  it('is not passed where the rate of the hidden layer, or of the output layer, does not fall with the width', async () => {
    const hidden = await verdictsOf(withRates((layer, factor) => (layer === 'w2' ? 1 : factor)))
    expect(hidden).toMatchObject({ 'mup-h1': 'holds', 'mup-h2': 'fails' })
    const output = await verdictsOf(withRates((layer, factor) => (layer === 'w3' ? 1 : factor)))
    expect(output).toMatchObject({ 'mup-h1': 'holds', 'mup-logit-change': 'fails' })
  })
})
