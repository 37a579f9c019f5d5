import type { Probe } from '#probes/define.ts'
import type { History, Inputs } from '#probes/inputs.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { analyticChain, analyticWeights } from './analytic-addition.ts'
import { fine, matrix } from './lab.ts'
import { gaussian, uniforms } from './random.ts'
import { trainedSmallNetwork } from './small-network.ts'
import { MODULUS } from './small-task.ts'

/**
 * Something for every need: consecutive steps of trainings, oldest first, with what is not of a network beside. The
 * hidden layers have the widths that are given.
 */
export function everything(
  linalg: LinearAlgebra,
  shape: { readonly widths?: readonly number[] } = {},
): Readonly<Record<string, readonly Partial<Inputs>[]>> {
  const beside = besideTheNetwork()
  const common = { momentum: 0, l2: 0, preconditioner: null }
  const descent = trainedSmallNetwork(
    {
      loss: { kind: 'mse', reduction: 'mean' },
      optimizer: { ...common, kind: 'gradient-descent', rate: 4, isFullBatch: true, batchSize: 100 },
      steps: 150,
      rate: 4,
      seed: 1,
      ...shape,
    },
    linalg,
  )
  const adam = trainedSmallNetwork(
    {
      loss: { kind: 'cross-entropy', reduction: 'mean' },
      optimizer: { ...common, kind: 'adam', rate: 1e-3, momentum: 0.9, isFullBatch: false, batchSize: 20 },
      steps: 100,
      rate: 0.5,
      seed: 2,
      ...shape,
    },
    linalg,
  )
  const { u, v, w } = analyticWeights(MODULUS, 60, 3)
  const chain = analyticChain(MODULUS, { u, v, w })
  const closedForm = {
    chain,
    objective: objectiveOf(chain, linalg),
    residueWeights: { u: matrix(u), v: matrix(v), w: matrix(w) },
  }
  return {
    'gradient descent on squares': descent.map((step) => ({ ...step, ...beside })),
    'Adam on cross-entropy': adam.map((step) => ({ ...step, ...beside })),
    'momentum on cross-entropy, beside the closed form of addition': adam.map((step) => ({
      ...step,
      ...beside,
      ...closedForm,
      optimizer: { ...common, kind: 'heavy-ball', rate: 0.5, momentum: 0.9, isFullBatch: false, batchSize: 20 },
    })),
  }
}

/**
 * A history under every option of the probe that names a series: a loss falls as a power law to a floor, anything else
 * rises from 0 to 1, with noise.
 */
export function seriesFor({ options }: Probe): Record<string, History> {
  const uniform = uniforms(9)
  const steps = Float64Array.from({ length: 400 }, (_, i) => 5 * i)
  const rising = steps.map((step) => 1 / (1 + Math.exp((1000 - step) / 80)) + 0.02 * (uniform() - 0.5))
  const falling = steps.map((step) => 0.1 + 3 * (step + 5) ** -0.6 * (1 + 0.02 * (uniform() - 0.5)))
  const valuesOf = (name: string) => (name.includes('loss') ? falling : rising)
  const named = options.filter((option) => option.type === 'series')
  return Object.fromEntries(named.map(({ key, default: name }) => [key, { name, steps, values: valuesOf(name) }]))
}

function besideTheNetwork() {
  const signs = (rows: number, cols: number, seed: number) =>
    gaussian(rows, cols, seed).map((row) => row.map((value) => (value < 0 ? -1 : 1)))
  const patterns = fine(signs(3, 60, 31))
  const state = patterns.data.slice(0, 60)
  for (const flipped of [3, 17, 40, 41]) state[flipped] = -(state[flipped] ?? 0)
  return {
    attention: { head0: attentionRows(32, 5, 21), head1: attentionRows(32, 5, 22) },
    teacher: { student: matrix(gaussian(3, 20, 23)), teacher: matrix(gaussian(2, 20, 24)) },
    memories: { patterns, state: Float64Array.from(state) },
    samples: {
      generated: matrix(gaussian(60, 4, 25)),
      training: matrix(gaussian(50, 4, 26)),
      heldOut: matrix(gaussian(40, 4, 27)),
    },
    draws: matrix(gaussian(500, 2, 28).map(([a = 0, b = 0]) => [a * b, a - b * b])),
    recurrence: {
      weight: matrix(gaussian(40, 40, 29).map((row) => row.map((w) => (1.5 * w) / Math.sqrt(40)))),
      initial: null,
    },
    sequences: {
      losses: matrix(gaussian(20, 16, 30).map((row) => row.map((value, at) => Math.exp(-at / 8) + 0.1 * value ** 2))),
      correct: matrix(gaussian(20, 16, 30).map((row) => row.map((value, at) => (value + at / 8 > 1 ? 1 : 0)))),
      floor: Float64Array.from({ length: 16 }, (_, at) => 0.5 * Math.exp(-at / 8)),
    },
    twin: {
      start: matrix(gaussian(5, 30, 32)),
      now: matrix(gaussian(5, 30, 33)),
      perturbed: matrix(gaussian(5, 30, 33).map((row) => row.map((value) => value + 0.01))),
      field: matrix(signs(5, 30, 34).map((row) => row.map(Math.abs))),
      strength: 0.02,
      temperature: 0.5,
    },
    theory: { overlap: { measured: 0.96, predicted: 0.9872 }, rate: { measured: -0.4, predicted: -0.5 } },
    profiles: {
      error: matrix(gaussian(12, 3, 35).map((row, i) => [i + 1, ...row.slice(1).map((value) => 1 + value ** 2)])),
      slope: matrix([[12, -0.6]]),
    },
  } satisfies Partial<Inputs>
}

function attentionRows(rows: number, positions: number, seed: number): Matrix {
  return matrix(
    gaussian(rows, positions, seed).map((row) => {
      const weights = row.map(Math.exp)
      const sum = weights.reduce((total, weight) => total + weight, 0)
      return weights.map((weight) => weight / sum)
    }),
  )
}
