/** A restricted Boltzmann machine so small that all states of its visible units can be listed: everything about it is exact. */
export interface Machine {
  readonly visible: number
  readonly hidden: number
}

/** Its parameters as one vector: weights [visible, hidden], then biases of the visible units, then of the hidden ones. */
export type Parameters = Float64Array

/** States of the visible units, 0 or 1, [n, visible]. */
export type States = readonly Float64Array[]

export function sizeOf({ visible, hidden }: Machine): number {
  return visible * hidden + visible + hidden
}

/** Every state of the visible units. */
export function allStates({ visible }: Machine): States {
  return Array.from({ length: 2 ** visible }, (_, code) =>
    Float64Array.from({ length: visible }, (_, i) => (code >> i) & 1),
  )
}

/** f_j = b_j + Σ_i v_i w_ij, what each hidden unit sees. */
export function hiddenFields({ visible, hidden }: Machine, at: Parameters, state: Float64Array): Float64Array {
  const fields = at.slice(visible * hidden + visible)
  for (let i = 0; i < visible; i++) {
    if (state[i] === 0) continue
    const value = state[i] as number
    for (let j = 0; j < hidden; j++) fields[j] = (fields[j] as number) + value * (at[i * hidden + j] as number)
  }
  return fields
}

/** ln of the weight of a state of the visible units, hidden ones summed over: a · v + Σ_j ln(1 + e^{f_j}) */
function logWeight(machine: Machine, at: Parameters, state: Float64Array): number {
  const { visible, hidden } = machine
  const fields = hiddenFields(machine, at, state)
  let sum = 0
  for (let i = 0; i < visible; i++) sum += (state[i] as number) * (at[visible * hidden + i] as number)
  for (const field of fields) sum += Math.max(field, 0) + Math.log1p(Math.exp(-Math.abs(field)))
  return sum
}

/** The probability of each of the states, which are all there are; and ln Z. */
export function distribution(machine: Machine, at: Parameters, all: States) {
  const logs = all.map((state) => logWeight(machine, at, state))
  const top = logs.reduce((largest, one) => Math.max(largest, one), -Infinity)
  const weights = Float64Array.from(logs, (one) => Math.exp(one - top))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return { probabilities: weights.map((weight) => weight / sum), logPartition: top + Math.log(sum) }
}

/** −mean ln p(v) over the patterns, in nats. */
export function negativeLogLikelihood(machine: Machine, at: Parameters, patterns: States, all: States): number {
  const { logPartition } = distribution(machine, at, all)
  const mean = patterns.reduce((sum, state) => sum + logWeight(machine, at, state), 0) / patterns.length
  return logPartition - mean
}

/** Adds `factor` times the gradient of `logWeight` to a sum. */
export function addSlope(
  machine: Machine,
  at: Parameters,
  state: Float64Array,
  factor: number,
  sum: Float64Array,
): void {
  const { visible, hidden } = machine
  const chances = hiddenFields(machine, at, state).map(logistic)
  addOuter(machine, state, chances, factor, sum)
  for (let i = 0; i < visible; i++) {
    const place = visible * hidden + i
    sum[place] = (sum[place] as number) + factor * (state[i] as number)
  }
}

/** The exact gradient of the negative log likelihood: what the model expects less what the patterns have. */
export function exactGradient(machine: Machine, at: Parameters, patterns: States, all: States): Float64Array {
  const sum = new Float64Array(sizeOf(machine))
  const { probabilities } = distribution(machine, at, all)
  all.forEach((state, n) => addSlope(machine, at, state, probabilities[n] as number, sum))
  for (const state of patterns) addSlope(machine, at, state, -1 / patterns.length, sum)
  return sum
}

/** The exact product of the Hessian of the negative log likelihood with a direction. */
export function exactHessianProduct(
  machine: Machine,
  at: Parameters,
  direction: Float64Array,
  patterns: States,
  all: States,
): Float64Array {
  const sum = new Float64Array(sizeOf(machine))
  const { probabilities } = distribution(machine, at, all)
  const rates = all.map((state) => rateOfLogWeight(machine, at, direction, state))
  const mean = rates.reduce((total, rate, n) => total + rate * (probabilities[n] as number), 0)
  all.forEach((state, n) => {
    const probability = probabilities[n] as number
    addSlope(machine, at, state, probability * ((rates[n] as number) - mean), sum)
    addRateOfSlope(machine, at, direction, state, probability, sum)
  })
  for (const state of patterns) addRateOfSlope(machine, at, direction, state, -1 / patterns.length, sum)
  return sum
}

export function logistic(field: number): number {
  return 1 / (1 + Math.exp(-field))
}

function rateOfLogWeight(machine: Machine, at: Parameters, direction: Float64Array, state: Float64Array): number {
  const { visible, hidden } = machine
  const fields = hiddenFields(machine, at, state)
  const moved = hiddenFields(machine, direction, state)
  let sum = 0
  for (let i = 0; i < visible; i++) sum += (state[i] as number) * (direction[visible * hidden + i] as number)
  fields.forEach((field, j) => (sum += logistic(field) * (moved[j] as number)))
  return sum
}

function addRateOfSlope(
  machine: Machine,
  at: Parameters,
  direction: Float64Array,
  state: Float64Array,
  factor: number,
  sum: Float64Array,
): void {
  const moved = hiddenFields(machine, direction, state)
  const rates = hiddenFields(machine, at, state).map((field, j) => {
    const chance = logistic(field)
    return chance * (1 - chance) * (moved[j] as number)
  })
  addOuter(machine, state, rates, factor, sum)
}

/** Of the weights v_i h_j, and of the hidden biases h_j. */
function addOuter(
  { visible, hidden }: Machine,
  state: Float64Array,
  of: Float64Array,
  factor: number,
  sum: Float64Array,
) {
  for (let j = 0; j < hidden; j++) {
    const value = factor * (of[j] as number)
    for (let i = 0; i < visible; i++)
      if (state[i] !== 0) sum[i * hidden + j] = (sum[i * hidden + j] as number) + (state[i] as number) * value
    const place = visible * hidden + visible + j
    sum[place] = (sum[place] as number) + value
  }
}
