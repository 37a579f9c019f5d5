import type { Need } from '#src/vocabulary/index.ts'
import type { Chain, LossKind } from './maths/chain/chain.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'

/** A layer's numbers on the host, row by row. Nobody writes to them. */
export interface Layer {
  readonly shape: readonly number[]
  readonly values: Float32Array | Float64Array
  /** How finely the numbers were stored, where that is not how fine the array is: see `Matrix`. */
  readonly epsilon?: number
  /** How they are a matrix [in, out] where the shape does not say it, as of a convolution; null where they are none. */
  readonly asMatrix?: MatrixView | null
}

/** The same numbers seen as a matrix, row by row, or column by column where it is turned. */
export interface MatrixView {
  readonly rows: number
  readonly cols: number
  readonly isTurned: boolean
}

/** One array a layer, by the model's own layer names (`w1`, `embed`, `attn.q`). */
export type Layers = Readonly<Record<string, Layer>>

/** One matrix a layer: examples in the rows, neurons in the columns. */
export type Matrices = Readonly<Record<string, Matrix>>

/**
 * Loss as the experiment trains it, and the share of examples whose largest logit is the label: NaN where a logit is NaN
 * or +∞, next to which nothing is largest, and where the task has no classes: whoever reads it needs `classes` as well.
 */
export interface SplitOutcome {
  readonly loss: number
  readonly accuracy: number
}

/** What the network answers on one split. */
export interface Predictions {
  /** [n, C] */
  readonly logits: Matrix
  /** The labels that were (or would be) trained on, [n] */
  readonly labels: Int32Array
  /** The labels before any were corrupted, [n]; the same array where none was */
  readonly trueLabels: Int32Array
  /** What divides the logits in the softmax that is trained; 1 where it is left out. */
  readonly temperature?: number
}

/** Logits on every question of a task on pairs of residues; row a · p + b. */
export interface Table {
  readonly modulus: number
  readonly operation: 'add' | 'subtract' | 'multiply'
  /** [p², p] */
  readonly logits: Matrix
  /** True answers, [p²] */
  readonly answers: Int32Array
  /** Rows of the training split, and the labels trained on there. */
  readonly train: { readonly rows: Int32Array; readonly labels: Int32Array }
  /** What the network is trained on. */
  readonly loss: LossKind
}

/** The last layer: [p, C] weights (null where there is no such layer), and [n, C] logits on the probe batch. */
export interface Head {
  readonly weight: Matrix | null
  readonly logits: Matrix | null
}

/**
 * The training loss as a function of all parameters, which are one flat vector, layer after layer. Nothing that is
 * asked of it changes the network.
 */
export interface Objective {
  /** Where each layer lies in the vector: `from` to `from` + the product of its shape. */
  readonly layers: readonly { readonly name: string; readonly shape: readonly number[]; readonly from: number }[]
  /** θ_t, [d] */
  readonly parameters: Float64Array
  /** The precision of its arithmetic. */
  readonly precision: 'float32' | 'float64'
  /** Examples of the training split. */
  readonly examples: number
  /** Over the whole training split, or over the examples (by their place in it) that are given. */
  loss(at: Float64Array, examples?: Int32Array): number
  gradient(at: Float64Array, examples?: Int32Array): Float64Array
  /** ∇²L(θ_t) · direction, of the loss over the whole training split or over the examples that are given. */
  hessianProduct(direction: Float64Array, examples?: Int32Array): Float64Array
}

export interface OptimizerFacts {
  /** `other`: one of which neither the threshold of stability nor the temperature is known. */
  readonly kind: 'gradient-descent' | 'heavy-ball' | 'nesterov' | 'adam' | 'other'
  readonly rate: number
  /** Momentum, or Adam's β₁; 0 for plain gradient descent. */
  readonly momentum: number
  /** λ of an L2 term that is part of the gradient; decoupled weight decay is not. */
  readonly l2: number
  readonly isFullBatch: boolean
  /** Examples of one update's gradient. */
  readonly batchSize: number
  /** Adam's √v̂ + ε, flat like the objective's parameters; null for the others and before the first update. */
  readonly preconditioner: Float64Array | null
}

/** A second network, of the same run at another step, of another run, or from a file. */
export interface OtherNetwork {
  /** How it was asked for, e.g. `run-id@400` or `weights.safetensors`. */
  readonly name: string
  readonly weights: Layers
  /** What it answers on this run's own examples; null where only weights are known. */
  readonly predictions: { readonly train: Predictions; readonly test: Predictions } | null
  /** Null where it is not a chain of dense layers on this run's inputs. */
  readonly chain: Chain | null
}

/** A scalar series up to now, oldest first. */
export interface History {
  readonly name: string
  readonly steps: Float64Array
  readonly values: Float64Array
}

/** What each need brings. A snapshot: whoever reads it changes nothing. */
export interface Inputs {
  weights: Layers
  initialWeights: Layers
  /** θ_t − θ_{t−1}; null at step 0, before the first update. */
  updates: Layers | null
  /** θ_{t−1} − θ_{t−2}; null before the second update. */
  previousUpdates: Layers | null
  gradients: Layers
  /** Null at step 0. */
  previousGradients: Layers | null
  train: SplitOutcome
  test: SplitOutcome
  shifted: SplitOutcome
  predictions: { readonly train: Predictions; readonly test: Predictions }
  table: Table
  /** [n, width] each */
  hidden: Matrices
  initialHidden: Matrices
  referenceHidden: Matrices
  /** How many there are. */
  classes: number
  /** [n] */
  labels: Int32Array
  head: Head
  /** [n, positions] a head, rows of sum 1 */
  attention: Matrices
  /** [neurons, modulus] each */
  residueWeights: Matrices
  objective: Objective
  optimizer: OptimizerFacts
  chain: Chain
  initialChain: Chain
  other: OtherNetwork
  /** By the key of the option that names the series. */
  series: Readonly<Record<string, History>>
  clock: { readonly elapsedSeconds: number }
  /** [K, N] and [M, N] */
  teacher: { readonly student: Matrix; readonly teacher: Matrix }
  /** [P, N] entries ±1, and [N] */
  memories: { readonly patterns: Matrix; readonly state: Float64Array }
  /** [m, d], [n, d], and data held out of the training for the null, [k, d] */
  samples: { readonly generated: Matrix; readonly training: Matrix; readonly heldOut: Matrix | null }
  /** [draws, outputs] */
  draws: Matrix
  /** h_{t+1} = φ(W h_t), [N, N]; h_0 is [N] or null for a random one */
  recurrence: { readonly weight: Matrix; readonly initial: Float64Array | null }
  /** Nats at each position, [n, T]; whether each prediction was right, or null; the loss of the best predictor there is, [T], or null */
  sequences: { readonly losses: Matrix; readonly correct: Matrix | null; readonly floor: Float64Array | null }
  /** [R, d] each, R replicas; the field is switched on at the start, and may be one row for all */
  twin: {
    readonly start: Matrix
    readonly now: Matrix
    readonly perturbed: Matrix
    readonly field: Matrix
    /** What the field is multiplied by in the force. */
    readonly strength: number
    /** Of the noise, in the units of the loss. */
    readonly temperature: number
  }
  /** By name; only what a closed form is known for at this step. */
  theory: Readonly<Record<string, { readonly measured: number; readonly predicted: number }>>
  /** [n, 3] a quantity: place on the axis (layer, neurons, examples), what was measured there, what theory gives; [n, 2] without theory */
  profiles: Matrices
}

/** Compiles while every need has a type above, and every type is a need's (src/vocabulary/need/). */
export type NeedsAndInputsAgree = [Both<Need, keyof Inputs>, Both<keyof Inputs, Need>]
type Both<All, Some extends All> = Some
