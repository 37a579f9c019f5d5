import type { Table } from '#probes/inputs.ts'
import type { Chain, Examples } from '#probes/maths/chain/chain.ts'
import { logitsOf } from '#probes/maths/chain/forward.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import { matrix, type Rows } from './lab.ts'
import { uniforms } from './random.ts'

/**
 * The analytic solution of modular addition (Gromov 2023, arXiv:2301.02679): one frequency and two phases a neuron,
 * the phase of the output their sum. It is what a grokked network comes to. One row a neuron.
 */
export function analyticWeights(modulus: number, width: number, seed: number): Record<'u' | 'v' | 'w', number[][]> {
  const uniform = uniforms(seed)
  const scale = Math.cbrt(2 / width)
  const neurons = Array.from({ length: width }, () => ({
    frequency: 1 + Math.floor(uniform() * ((modulus - 1) / 2)),
    left: 2 * Math.PI * uniform(),
    right: 2 * Math.PI * uniform(),
  }))
  const tones = (phase: (neuron: (typeof neurons)[number]) => number) =>
    neurons.map((neuron) =>
      Array.from(
        { length: modulus },
        (_, n) => scale * Math.cos((2 * Math.PI * neuron.frequency * n) / modulus + phase(neuron)),
      ),
    )
  return {
    u: tones(({ left }) => left),
    v: tones(({ right }) => right),
    w: tones(({ left, right }) => left + right),
  }
}

/** The same as a chain on pairs of one-hot residues, f = (U_a + V_b)² W, that is asked all of the table. */
export function analyticChain(modulus: number, { u, v, w }: Record<'u' | 'v' | 'w', Rows>): Chain {
  const turned = (rows: Rows) => Array.from({ length: modulus }, (_, n) => rows.map((row) => row[n] ?? 0))
  const examples = everyPair(modulus)
  return {
    layers: [
      { name: 'w1', weight: matrix([...turned(u), ...turned(v)]), bias: null, activation: 'quadratic' },
      { name: 'w2', weight: matrix(w), bias: null, activation: 'linear' },
    ],
    loss: { kind: 'mse', reduction: 'mean' },
    probe: examples,
    train: examples,
    test: examples,
  }
}

/** What a chain answers on every pair; the even rows count as trained on. */
export function tableOf(modulus: number, { layers, loss, train }: Chain, linalg: LinearAlgebra): Table {
  const answers = train.labels as Int32Array
  const rows = Int32Array.from(answers.keys()).filter((row) => row % 2 === 0)
  return {
    modulus,
    operation: 'add',
    logits: logitsOf(layers, train.inputs, linalg),
    answers,
    train: { rows, labels: rows.map((row) => answers[row] as number) },
    loss,
  }
}

function everyPair(modulus: number): Examples {
  const residues = Array.from({ length: modulus }, (_, n) => n)
  const pairs = residues.flatMap((a) => residues.map((b) => [a, b] as const))
  const oneHot = (n: number) => residues.map((residue) => +(residue === n))
  return {
    inputs: matrix(pairs.map(([a, b]) => [...oneHot(a), ...oneHot(b)])),
    targets: matrix(pairs.map(([a, b]) => oneHot((a + b) % modulus))),
    labels: Int32Array.from(pairs, ([a, b]) => (a + b) % modulus),
  }
}
