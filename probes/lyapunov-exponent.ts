import { absent, estimate, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { growthRates } from './maths/physics/lyapunov.ts'

/** How fast two nearby states of a recurrent network part. Above 0 is chaos; below, it forgets where it started. */
export const lyapunovExponent = defineProbe({
  id: 'lyapunov-exponent',
  name: 'Largest Lyapunov exponent',
  symbol: 'λ₁',
  formula: String.raw`\lambda_1 = \lim_{T \to \infty} \frac{1}{T} \sum_{t} \ln \frac{\lVert J_t u_t \rVert}{\lVert u_t \rVert}, \qquad J_t = \operatorname{diag}\bigl(1 - h_{t+1}^2\bigr)\, g W, \quad h_{t+1} = \tanh(g W h_t)`,
  unit: 'nat',
  about:
    'Growth per step of a small change of the state, along the trajectory. The sign distinguishes order from ' +
    'chaos; near 0 a network keeps a memory for longest. A random network of gain g becomes chaotic at g = 1 in ' +
    'the limit of many neurons',
  caveat:
    'Of one network and one trajectory without input: at finite size the transition is smooth, and just above g = ' +
    '1 the network may be on a limit cycle with exponent 0. The transient must be over: make it longer where the ' +
    'state relaxes slowly',
  estimator:
    'The QR method for one exponent: a tangent vector normalized to length 1 after every step, in float64, the ' +
    'transient discarded. Standard error over 20 blocks of time, for correlated growth within a block',
  edges:
    'Weights of zero give −∞, which is its true value; NaN in the weights gives NaN. Absent for weights that are ' +
    'not square',
  reference:
    'Engelken, Wolf & Abbott 2023, arXiv:2006.02427; Sompolinsky, Crisanti & Sommers 1988, Phys. Rev. Lett. 61, 259',
  needs: ['recurrence'],
  cost: 'passes',
  cadence: every(100),
  group: 'propagation',
  output: scalar(),
  theory: [
    {
      label: 'Edge of chaos',
      formula: String.raw`\lambda_1 = 0`,
      value: 0,
      reference: 'Sompolinsky, Crisanti & Sommers 1988, Phys. Rev. Lett. 61, 259',
    },
    {
      label: 'Random weights, ordered phase',
      formula: String.raw`\lambda_1 \simeq \ln g \quad (g < 1)`,
      value: null,
      reference: 'Engelken, Wolf & Abbott 2023, arXiv:2006.02427',
    },
  ],
  options: [
    {
      key: 'steps',
      about: 'Steps over which growth is averaged, after the transient',
      type: 'integer',
      default: 2000,
      min: 20,
      max: 1000000,
    },
    { key: 'transient', about: 'Steps that are discarded first', type: 'integer', default: 500, min: 0, max: 1000000 },
    { key: 'gain', about: 'Gain g that the weights are multiplied by', type: 'number', default: 1, min: 0, max: 1000 },
  ],
  measure: ({ recurrence: { weight, initial } }, { options, random }) => {
    const size = weight.rows
    if (weight.cols !== size) return absent(`The recurrent weights are ${size} × ${weight.cols}, not square`)
    const state = Float64Array.from({ length: size }, (_, i) => initial?.[i] ?? random.normal())
    const direction = Float64Array.from({ length: size }, () => random.normal())
    const { steps, transient, gain } = options
    const rates = growthRates(weight, Number(gain), state, direction, Number(transient), Number(steps))
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length
    return Number.isFinite(mean) ? estimate(mean, errorOverBlocks(rates)) : mean
  },
})

const BLOCKS = 20

/** Of the mean, from the scatter of the means of consecutive blocks; what is left over after equal blocks is not used. */
function errorOverBlocks(rates: Float64Array): number {
  const size = Math.floor(rates.length / BLOCKS)
  const means = Array.from(
    { length: BLOCKS },
    (_, b) => rates.subarray(b * size, (b + 1) * size).reduce((sum, rate) => sum + rate, 0) / size,
  )
  const mean = means.reduce((sum, one) => sum + one, 0) / BLOCKS
  const variance = means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (BLOCKS - 1)
  return Math.sqrt(variance / BLOCKS)
}
