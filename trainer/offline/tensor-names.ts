/** What a tensor means, and its name where that is not the key: one name may mean two things. */
interface Meaning {
  readonly called?: string
  readonly shape: string
  readonly about: string
  /** Whether it is a parameter for whoever asks for all of them. */
  readonly isParameter?: true
}

/** What the tensors of a file are called, and what each means: for the reader of errors and of `phasescope probes`. */
const names = {
  x: { shape: '[n, p]', about: 'activations or inputs, one row per example' },
  y: { shape: '[n] or [n, C]', about: 'labels, one-hot rows or targets' },
  labels: { shape: '[n]', about: 'the class of every example, 0 … C − 1; `y` where there is no such tensor' },
  trueLabels: { shape: '[n]', about: 'the labels before any were corrupted' },
  logits: { shape: '[n, C]', about: 'the outputs of the network, one row per example' },
  testX: { shape: '[m, p]', about: 'inputs of the test split' },
  testY: { shape: '[m] or [m, C]', about: 'labels or targets of the test split' },
  testLogits: { shape: '[m, C]', about: 'the outputs on the test split' },
  testLabels: { shape: '[m]', about: 'the classes of the test split' },
  testTrueLabels: { shape: '[m]', about: 'the classes of the test split before any were corrupted' },
  probeX: { shape: '[k, p]', about: 'inputs of the probe batch; `x` where there is no such tensor' },
  probeY: { shape: '[k] or [k, C]', about: 'labels or targets of the probe batch' },
  w: { shape: '[p, C]', about: 'the weights of the last layer, or [C, p]', isParameter: true },
  u: {
    shape: '[N, p]',
    about: 'weights of the first input as functions on the residues, one row per neuron',
    isParameter: true,
  },
  v: {
    shape: '[N, p]',
    about: 'weights of the second input as functions on the residues, one row per neuron',
    isParameter: true,
  },
  outputWeights: {
    called: 'w',
    shape: '[N, p]',
    about: 'output weights as functions on the residues, one row per neuron',
    isParameter: true,
  },
  train: { shape: '[p²]', about: '1 for the pairs of the training split (row a · p + b), 0 for the others' },
  answers: { shape: '[p²]', about: 'the true classes; computed from the operation where there is no such tensor' },
  preconditioner: { shape: '[d]', about: 'Adam’s √v̂ + ε, flat, w0 b0 w1 b1 …' },
  steps: { shape: '[T]', about: 'the steps of the series; 0, 1, 2, … where there is no such tensor' },
  student: { shape: '[K, N]', about: 'the weights of the student, one row per unit', isParameter: true },
  teacher: { shape: '[M, N]', about: 'the weights of the teacher, one row per unit', isParameter: true },
  patterns: { shape: '[P, N]', about: 'the stored patterns, entries −1 and 1' },
  state: { shape: '[N]', about: 'the state, entries −1 and 1' },
  generated: { shape: '[m, d]', about: 'samples that the model generated' },
  training: { shape: '[n, d]', about: 'samples it was trained on' },
  heldOut: { shape: '[k, d]', about: 'samples of the same distribution that it was not trained on' },
  recurrent: { called: 'w', shape: '[N, N]', about: 'the recurrent weights W of h ← φ(W h)', isParameter: true },
  representation: { called: 'y', shape: '[n, q]', about: 'another representation of the same examples' },
  residues: { called: 'x', shape: '[N, p]', about: 'weights as functions on the residues, one row per neuron' },
  table: { called: 'logits', shape: '[p², p]', about: 'the outputs on every pair of residues, row a · p + b' },
  outputs: { called: 'x', shape: '[draws, outputs] or [draws]', about: 'outputs of networks drawn at random' },
  h0: { shape: '[N]', about: 'the state to start from' },
  measured: { shape: '[n]', about: 'numbers of a system, one a quantity' },
  predicted: { shape: '[n]', about: 'what theory predicts for each' },
  losses: { shape: '[n, T]', about: 'the loss in nats at each position of each sequence' },
  correct: { shape: '[n, T]', about: '1 where the prediction was right, 0 elsewhere' },
  start: { shape: '[R, d] or [d]', about: 'the state at the waiting time, one row per replica' },
  now: { shape: '[R, d] or [d]', about: 'the state now, without the field' },
  perturbed: { shape: '[R, d] or [d]', about: 'the state now, with the field on since the waiting time' },
  field: { shape: '[R, d] or [d]', about: 'the direction of the field, random signs as a rule' },
  floor: { shape: '[T]', about: 'the loss of the best possible predictor, at each position' },
} as const satisfies Readonly<Record<string, Meaning>>

export type TensorName = keyof typeof names
export const tensorNames: Readonly<Record<TensorName, Meaning>> = names

/** What tensors are called that are examples, answers or anything else but parameters. */
export const dataNames: ReadonlySet<string> = new Set(
  Object.keys(names)
    .filter((key) => !tensorNames[key as TensorName].isParameter)
    .map((key) => nameOf(key as TensorName)),
)

/** As it is called in the file. */
export function nameOf(tensor: TensorName): string {
  return tensorNames[tensor].called ?? tensor
}
