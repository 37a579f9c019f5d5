import { describe, expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import type { Inputs, Layer, Layers } from '#probes/inputs.ts'
import { answerTo, inputsForLaws, numbersIn } from './inputs.ts'
import { openLab } from '../lab.ts'

/**
 * A layer says how it is a matrix where its shape does not: the same layers as convolution kernels [out, in, h, w], whose
 * numbers lie the other way round, are the same to every probe that reads parameters.
 */

const lab = await openLab()
const goodInputs = inputsForLaws(lab)

const OF_PARAMETERS = [
  'weights',
  'initialWeights',
  'updates',
  'previousUpdates',
  'gradients',
  'previousGradients',
] as const

function asKernel(layer: Layer): Layer {
  const [rows = 0, cols = 0] = layer.shape
  if (layer.shape.length !== 2) return layer
  const values = layer.values.map((_, at) => layer.values[(at % rows) * cols + Math.floor(at / rows)] ?? NaN)
  return {
    shape: rows % 2 === 0 ? [cols, rows / 2, 2, 1] : [cols, rows, 1, 1],
    values,
    asMatrix: { rows, cols, isTurned: true },
  }
}

function asKernels(inputs: Partial<Inputs>): Partial<Inputs> {
  const turned = OF_PARAMETERS.flatMap((need) => {
    const layers = inputs[need] as Layers | null | undefined
    if (layers === null || layers === undefined) return []
    return [[need, Object.fromEntries(Object.entries(layers).map(([name, layer]) => [name, asKernel(layer)]))]]
  })
  return { ...inputs, ...Object.fromEntries(turned) }
}

describe('kernels that say how they are matrices', () => {
  const ofParameters = probes.filter(({ needs }) =>
    OF_PARAMETERS.some((need) => (needs as readonly string[]).includes(need)),
  )

  it.each(ofParameters.map((probe) => [probe.id, probe] as const))('%s', (_, probe) => {
    const good = goodInputs(probe)
    const here = numbersIn(answerTo(probe, good, lab.measure))
    const there = numbersIn(answerTo(probe, { ...good, steps: good.steps.map(asKernels) }, lab.measure))
    expect(there).toHaveLength(here.length)
    const size = Math.max(...here.map(Math.abs).filter(Number.isFinite))
    there.forEach((value, i) => {
      if (!Object.is(value, here[i])) expect(Math.abs(value - (here[i] ?? NaN))).toBeLessThan(1e-5 * size)
    })
  })
})
