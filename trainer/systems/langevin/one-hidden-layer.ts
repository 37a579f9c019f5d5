import type { ActivationFunction } from '#probes/maths/chain/activations.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import type { RandomStream } from '#src/vocabulary/random.ts'
import type { Questions } from './regression.ts'

/** f(x) = v · φ(x W/√d)/√N, W [d, N] and v [N], in plain loops: at this size they are faster than any library's call. */
export interface Network {
  readonly w: Float64Array
  readonly v: Float64Array
}

/** The answers to inputs [n, d]. */
export function answersOf({ w, v }: Network, { rows, cols, data }: Matrix, { of }: ActivationFunction): Float64Array {
  const width = v.length
  const [intoHidden, intoOutput] = [1 / Math.sqrt(cols), 1 / Math.sqrt(width)]
  const fields = new Float64Array(width)
  return Float64Array.from({ length: rows }, (_, n) => {
    fieldsOf(w, data, n * cols, cols, fields)
    let sum = 0
    for (let j = 0; j < width; j++) sum += (v[j] as number) * of(intoHidden * (fields[j] as number))
    return sum * intoOutput
  })
}

export function meanSquaredError(network: Network, { inputs, answers }: Questions, activation: ActivationFunction) {
  const given = answersOf(network, inputs, activation)
  return given.reduce((sum, answer, n) => sum + (answer - (answers[n] as number)) ** 2, 0) / answers.length
}

/** How a chain moves. */
export interface Langevin {
  readonly rate: number
  readonly temperature: number
  /** λ, of the normal prior of every weight. */
  readonly precision: number
  /** What the rate of the first layer is multiplied by: a preconditioner that is constant, which leaves the distribution as it is. */
  readonly mobility: number
}

/**
 * One Langevin update, in place: Δθ = −η (∇ ½ Σ (y − f)² + T λ θ) + √(2 η T) ξ, which for small η samples
 * exp(−Σ (y − f)²/2T − λ ‖θ‖²/2).
 */
export function langevinUpdate(
  { w, v }: Network,
  { inputs: { rows, cols, data }, answers }: Questions,
  { of, slope }: ActivationFunction,
  { rate, temperature, precision, mobility }: Langevin,
  random: RandomStream,
): void {
  const width = v.length
  const [intoHidden, intoOutput] = [1 / Math.sqrt(cols), 1 / Math.sqrt(width)]
  const ofW = new Float64Array(w.length)
  const ofV = new Float64Array(width)
  const fields = new Float64Array(width)
  for (let n = 0; n < rows; n++) {
    fieldsOf(w, data, n * cols, cols, fields)
    let answer = 0
    for (let j = 0; j < width; j++) answer += (v[j] as number) * of(intoHidden * (fields[j] as number))
    const error = intoOutput * (intoOutput * answer - (answers[n] as number))
    for (let j = 0; j < width; j++) {
      const field = intoHidden * (fields[j] as number)
      ofV[j] = (ofV[j] as number) + error * of(field)
      fields[j] = error * intoHidden * (v[j] as number) * slope(field)
    }
    for (let i = 0; i < cols; i++) {
      const x = data[n * cols + i] as number
      for (let j = 0; j < width; j++) ofW[i * width + j] = (ofW[i * width + j] as number) + x * (fields[j] as number)
    }
  }
  move(w, ofW, rate * mobility, temperature, precision, random)
  move(v, ofV, rate, temperature, precision, random)
}

function move(
  weights: Float64Array,
  slope: Float64Array,
  rate: number,
  temperature: number,
  precision: number,
  random: RandomStream,
): void {
  const noise = Math.sqrt(2 * rate * temperature)
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number
    weights[i] = weight - rate * ((slope[i] as number) + temperature * precision * weight) + noise * random.normal()
  }
}

/** x W for one row of the inputs. */
function fieldsOf(w: Float64Array, data: Matrix['data'], from: number, cols: number, fields: Float64Array): void {
  const width = fields.length
  fields.fill(0)
  for (let i = 0; i < cols; i++) {
    const x = data[from + i] as number
    for (let j = 0; j < width; j++) fields[j] = (fields[j] as number) + x * (w[i * width + j] as number)
  }
}
