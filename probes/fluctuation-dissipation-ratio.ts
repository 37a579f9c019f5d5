import { absent, every, type Estimate } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { ordinaryNumbers, ordinaryTogether } from './maths/algebra/ordinary-size.ts'
import { dot, type Vector } from './maths/algebra/vectors.ts'
import { timesPowerOfTwo } from './maths/algebra/wide.ts'
import { meanEstimate, ratioEstimate } from './maths/statistics/mean-estimate.ts'
import { scaledEstimate } from './maths/statistics/scaled-estimate.ts'

/** Whether noise and friction belong to one temperature. 1 in equilibrium, less where slow modes are hotter than the bath. */
export const fluctuationDissipationRatio = defineProbe({
  id: 'fluctuation-dissipation-ratio',
  name: 'Fluctuation–dissipation ratio',
  symbol: 'X(t, t_w)',
  formula: String.raw`X = \frac{T\,\chi(t, t_w)}{C(t, t) - C(t, t_w)}, \qquad \chi = \frac{\langle \varepsilon \cdot (\theta^{h}(t) - \theta(t)) \rangle}{h\,\langle \varepsilon \cdot \varepsilon \rangle}, \quad C(t, s) = \frac{1}{d} \langle \theta(t) \cdot \theta(s) \rangle`,
  unit: '1',
  about:
    'The integrated response χ of the weights to a small random field h ε, switched on at the waiting time t_w, ' +
    'against what they have fluctuated since, at the temperature T of the noise. By R = (X/T) ∂C/∂t_w it is the mean of X over ' +
    'the interval, weighted by dC: 1 in equilibrium, ½ for free diffusion, below 1 in a glass, where T/X is the ' +
    'temperature of the slow modes',
  caveat:
    'The twin must see the same noise, and the field be small enough for the response to be linear: halve h, and χ ' +
    'must stay. T is that of the noise in units of the loss, which training does not have by itself. C is of the ' +
    'weights as they are, so that a drift of their norm enters. One pair of weights averages over d directions only',
  estimator:
    'Exact sums in float64; with several replicas the means over them, with standard errors (the ratio’s by the delta ' +
    'method). The field may be of any size: it is divided by ε · ε',
  edges:
    'Absent where the field or its strength is zero, or a state or the field holds NaN or an infinity. The ratio is absent ' +
    'where C(t, t) = C(t, t_w), as at t = t_w',
  reference: 'Cugliandolo & Kurchan 1993, Phys. Rev. Lett. 71, 173; Barrat 1998, Phys. Rev. E 57, 3629',
  needs: ['twin'],
  cost: 'free',
  cadence: every(100),
  group: 'ensembles',
  output: scalars({ headline: 'ratio' }),
  options: [],
  theory: [
    {
      label: 'Equilibrium',
      formula: String.raw`X = 1`,
      value: 1,
      reference: 'Kubo 1966, Rep. Prog. Phys. 29, 255',
    },
    {
      label: 'Free diffusion',
      formula: String.raw`X = \tfrac{1}{2}`,
      value: 0.5,
      reference: 'Cugliandolo, Kurchan & Parisi 1994, J. Phys. I France 4, 1641',
    },
  ],
  measure: ({ twin: { start, now, perturbed, field, strength, temperature } }) => {
    const all = [start, now, perturbed, field].map(({ data }) => data)
    if (!all.every((data) => data.every(Number.isFinite)))
      return absent('The states or the field hold NaN or an infinity')
    const { lists, exponent } = ordinaryTogether(all.slice(0, 3))
    const { data: pushes, exponent: ofField } = ordinaryNumbers(field.data)
    const d = now.cols
    const replicas = Array.from({ length: now.rows }, (_, row) => {
      const rowIn = (data: Vector, at = row) => Float64Array.from(data.subarray(at * d, (at + 1) * d))
      const [then, here, other] = lists.map((data) => rowIn(data)) as [Float64Array, Float64Array, Float64Array]
      const push = rowIn(pushes, Math.min(row, field.rows - 1))
      const moved = other.map((value, i) => value - (here[i] ?? NaN))
      return {
        pushed: dot(push, push) / d,
        moved: dot(push, moved) / d,
        correlation: dot(here, then) / d,
        square: dot(here, here) / d,
      }
    })
    const pushed = replicas.map((one) => one.pushed)
    if (strength === 0 || pushed.every((square) => square === 0)) return absent('The field is zero')
    const response = ratio(
      replicas.map(({ moved }) => moved / strength),
      pushed,
    )
    const fluctuation = replicas.map(({ square, correlation }) => square - correlation)
    const heated = replicas.map(({ moved }) => ((temperature / strength) * moved) / mean(pushed))
    const correlations = replicas.map(({ correlation }) => correlation)
    return {
      ratio:
        mean(fluctuation) === 0
          ? absent('The weights have not fluctuated since the waiting time')
          : inUnit(ratio(heated, fluctuation), -exponent - ofField),
      response: inUnit(response, exponent - ofField),
      correlation: inUnit(now.rows > 1 ? meanEstimate(correlations) : mean(correlations), 2 * exponent),
    }
  },
})

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Of means over replicas, with its standard error where there are several. */
const ratio = (above: readonly number[], below: readonly number[]) =>
  above.length > 1 ? ratioEstimate(above, below) : mean(above) / mean(below)

/** Of numbers that were divided by powers of two. */
const inUnit = (value: number | Estimate, exponent: number) =>
  typeof value === 'number' ? timesPowerOfTwo(value, exponent) : scaledEstimate(value, exponent)
