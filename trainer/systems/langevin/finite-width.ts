import { jacobiEigen } from '#probes/maths/algebra/jacobi-eigen.ts'
import { dot } from '#probes/maths/algebra/vectors.ts'
import type { ActivationName } from '#probes/maths/chain/activations.ts'
import { nngpExpectations } from '#probes/maths/physics/nngp-kernel.ts'
import { orderParameter } from '#probes/maths/physics/order-parameter.ts'
import type { LinearTask, Questions } from './regression.ts'

/** A Bayesian network with one hidden layer and normal priors of one precision, at a temperature. */
export interface BayesianNetwork {
  readonly width: number
  readonly activation: ActivationName
  readonly temperature: number
  readonly precision: number
}

/** The error that theory predicts on new questions, mean over the posterior. */
export interface PredictedError {
  readonly finiteWidth: number
  readonly infiniteWidth: number
}

/**
 * The test error ⟨(y − f)²⟩ of a Bayesian network with as many neurons as examples: at infinite width that of a Gaussian process
 * with the kernel K of the hidden layer, at finite width of the same with Q̄ K (Pacelli et al. 2023). Null where K has no
 * closed form.
 */
export function predictedError(network: BayesianNetwork, { train, test }: LinearTask): PredictedError | null {
  const covariance = covarianceOf(network, train.inputs.cols)
  if (covariance === null) return null
  const n = train.answers.length
  const row = (of: Questions, at: number) =>
    Float64Array.from(of.inputs.data.subarray(at * of.inputs.cols, (at + 1) * of.inputs.cols))
  const known = Array.from({ length: n }, (_, i) => row(train, i))
  const kernel = Float64Array.from({ length: n * n }, (_, at) =>
    covariance(known[Math.floor(at / n)] as Float64Array, known[at % n] as Float64Array),
  )
  const { values, vectors } = jacobiEigen(kernel, n)
  const along = (of: Float64Array) => values.map((_, k) => dot(vectors.subarray(k * n, (k + 1) * n), of))
  const target = along(train.answers)
  const asked = Array.from(test.answers, (answer, at) => {
    const x = row(test, at)
    return { answer, own: covariance(x, x), to: along(Float64Array.from(known, (one) => covariance(x, one))) }
  })
  const errorAt = (q: number) => {
    const scales = values.map((value) => network.temperature + q * value)
    return asked.reduce((sum, { answer, own, to }) => {
      let [mean, variance] = [0, q * own]
      to.forEach((part, k) => {
        mean += (q * part * (target[k] as number)) / (scales[k] as number)
        variance -= (q * part) ** 2 / (scales[k] as number)
      })
      return sum + ((answer - mean) ** 2 + variance) / asked.length
    }, 0)
  }
  const { width, temperature } = network
  const q = orderParameter({
    values: values.map((value) => Math.max(value, 0)),
    power: target.map((part) => part ** 2),
    width,
    temperature,
  })
  return { finiteWidth: errorAt(q), infiniteWidth: errorAt(1) }
}

/** Of two outputs under the prior, at infinite width. */
function covarianceOf({ activation, precision }: BayesianNetwork, dimensions: number) {
  const expectation = nngpExpectations[activation]
  if (expectation === undefined) return null
  const between = (a: Float64Array, b: Float64Array) => dot(a, b) / (dimensions * precision)
  return (a: Float64Array, b: Float64Array) => expectation(between(a, a), between(b, b), between(a, b)) / precision
}
