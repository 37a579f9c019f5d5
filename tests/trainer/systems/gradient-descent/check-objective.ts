import type { Objective } from '#probes/inputs.ts'
import type { RandomStream } from '#src/vocabulary/random.ts'

/** How far an objective is from what it must be, each as a share of the size of what is compared. */
export interface ObjectiveCheck {
  /** ‖Hv − (the difference of gradients along v)‖ / ‖Hv‖ */
  readonly againstDifferences: number
  /** |uᵀHv − vᵀHu| / (‖u‖ ‖Hv‖) */
  readonly asymmetry: number
  /** |the slope of the loss along v − gᵀv| / (‖g‖ ‖v‖) */
  readonly againstSlope: number
  /** ‖the mean of the gradients of two halves of the examples − the gradient‖ / ‖the gradient‖ */
  readonly betweenHalves: number
}

/**
 * Holds the gradient and the Hessian-vector product to each other and to the loss. Tapes have been wrong here without
 * a word: a model's exact product is not to be trusted unless it agrees with differences of first gradients.
 */
export function checkObjective(objective: Objective, stream: RandomStream): ObjectiveCheck {
  const { parameters, examples } = objective
  const direction = () => unit(parameters.map(() => stream.normal()))
  const [u, v] = [direction(), direction()]
  const product = objective.hessianProduct(v)
  const gradient = objective.gradient(parameters)
  const reach = 3e-3 * Math.max(1, norm(parameters))
  const lossAt = (by: number) => objective.loss(parameters.map((weight, i) => weight + by * (v[i] as number)))
  const halves = [0, 1].map((odd) =>
    Int32Array.from({ length: Math.ceil((examples - odd) / 2) }, (_, i) => 2 * i + odd),
  )
  const mean = new Float64Array(parameters.length)
  for (const half of halves) {
    objective.gradient(parameters, half).forEach((slope, i) => (mean[i]! += (slope * half.length) / examples))
  }
  return {
    againstDifferences: distance(product, differenceOfGradients(objective, v)) / norm(product),
    asymmetry: Math.abs(dot(u, product) - dot(v, objective.hessianProduct(u))) / norm(product),
    againstSlope: Math.abs((lossAt(reach) - lossAt(-reach)) / (2 * reach) - dot(gradient, v)) / norm(gradient),
    betweenHalves: distance(mean, gradient) / norm(gradient),
  }
}

/**
 * ∇²L · v, v of length 1, by the central difference of two gradients. The reach is a thousandth of the weights' norm: in
 * float32 less loses digits in the sum of weight and step, and more meets the third derivative.
 */
function differenceOfGradients({ parameters, gradient }: Objective, v: Float64Array): Float64Array {
  const reach = 1e-3 * Math.max(1, norm(parameters))
  const at = (by: number) => gradient(parameters.map((weight, i) => weight + by * (v[i] as number)))
  const behind = at(-reach)
  return at(reach).map((slope, i) => (slope - (behind[i] as number)) / (2 * reach))
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, part, i) => sum + part * (b[i] as number), 0)
const norm = (a: Float64Array) => Math.sqrt(dot(a, a))
function unit(a: Float64Array): Float64Array {
  const length = norm(a)
  return a.map((part) => part / length)
}
const distance = (a: Float64Array, b: Float64Array) => norm(a.map((part, i) => part - (b[i] as number)))
