import { describe, expect, it } from 'vitest'
import type { Layer } from '#probes/inputs.ts'
import { probes } from '#probes/index.ts'
import { probeNamed } from '#probes/define.ts'
import { openBackend } from '#trainer/backend/index.ts'
import type { Tensors } from '#trainer/formats/index.ts'
import { measureGiven, PLAIN } from './measured-given.ts'
import { modelShapeFrom } from '#trainer/offline/model-shape.ts'
import type { Given } from '#trainer/offline/given.ts'
import { checkedOptions } from '#trainer/observing/attachment.ts'

const { linalg } = await openBackend()

const list = (...values: number[]): Layer => ({ shape: [values.length], values: Float64Array.from(values) })
const rows = (...values: number[][]): Layer => ({
  shape: [values.length, values[0]?.length ?? 0],
  values: Float64Array.from(values.flat()),
})

function ask(id: string, tensors: Tensors, given: Partial<Given> = {}) {
  const probe = probeNamed(probes, id)
  const options = checkedOptions(probe, {})
  return measureGiven(probe, { ...PLAIN, ...given, input: { name: 'own.npz', tensors }, others: [], options }, linalg)
}

const rising = { train: list(0, 1, 1, 1), test: list(0, 0, 0, 1) }
const patterns = rows([1, -1, 1, -1], [1, 1, -1, -1])
const losses = rows([2, 1], [3, 1])
const table = { logits: rows([2, 1], [1, 2], [1, 2], [2, 1]) }
const logits = rows([2, 1, 0], [0, 2, 1])
const net = { x: rows([1, 2], [3, 4]), y: rows([0.4, 0.6], [0.5, 0.5]), w0: rows([1, 0], [0, 1]), b0: list(0, 0) }
const shaped = { model: modelShapeFrom('mlp:2-2'), loss: 'cross-entropy' } as const

/** Each precondition: a probe that relies on it, tensors that meet it, the one that breaks it, and what is then said. */
const conditions: readonly [string, string, Tensors, Tensors, RegExp, Partial<Given>?][] = [
  ['steps increase', 'grok-delay', { ...rising, steps: list(0, 10, 20, 40) }, { steps: list(0, 40, 20, 10) }, /'steps'.*larger than the one before; 20 comes after 40\. Sort steps and values together/],
  ['no step comes twice', 'grok-delay', { ...rising, steps: list(0, 10, 20, 40) }, { steps: list(0, 10, 10, 40) }, /10 comes after 10/],
  ['steps are finite', 'grok-delay', { ...rising, steps: list(0, 10, 20, 40) }, { steps: list(0, 10, 20, Infinity) }, /Infinity comes after 20/],
  ['attention sums to 1', 'attention-entropy', { head: rows([0.5, 0.5], [1, 0]) }, { head: rows([1, 1], [1, 1]) }, /'head' with rows of shares ≥ 0 that sum to 1; row 0 sums to 2\. Divide each row by its sum/],
  ['attention is not negative', 'attention-patterns', { head: rows([0.5, 0.5], [1, 0]) }, { head: rows([0.5, 0.5], [1.5, -0.5]) }, /row 1 holds -0\.5\. Take the softmax/],
  ['a profile has two or three columns', 'theory-residual', { error: rows([1, 2, 2], [2, 3, 4]) }, { error: rows([1, 2, 2, 2]) }, /'error' with columns place, measured, theory; it is \[1, 4\]/],
  ['patterns are −1 and 1', 'hopfield-overlap', { patterns, state: list(1, -1, 1, 1) }, { patterns: rows([1, 0, 1, 0]) }, /'patterns' with entries −1 and 1; it holds 0\. Write 2 b − 1/],
  ['a state is not in bits', 'hopfield-energy', { patterns, state: list(1, -1, 1, 1) }, { state: list(1, 0, 1, 1) }, /'state' with entries from −1 to 1; it holds 0 and 1 only/],
  ['a state is within ±1', 'hopfield-overlap', { patterns, state: list(1, -1, 1, 1) }, { state: list(2, -1, 1, 1) }, /it holds 2/],
  ['marks are 0 and 1', 'k-shot-accuracy', { losses, correct: rows([0, 1], [1, 1]) }, { correct: rows([0, 2], [1, 1]) }, /'correct' with entries 0 and 1; it holds 2/],
  ['marks are those of the losses', 'k-shot-accuracy', { losses, correct: rows([0, 1], [1, 1]) }, { correct: rows([0, 1, 1], [1, 1, 1]) }, /'correct' with \[2, 2\], as 'losses'; it is \[2, 3\]/],
  ['a state to start from is of all neurons', 'lyapunov-exponent', { w: rows([0.5, 1], [-1, 0.5]), h0: list(1, 0) }, { h0: list(1, 0, 0) }, /'h0' as \[N\], the state to start from; it is \[3\]/],
  ['labels are of the classes', 'test-accuracy', { testLogits: logits, testLabels: list(0, 1) }, { testLabels: list(0, 3) }, /'testLabels' with labels from 0 to 2; it holds 3/],
  ['true labels too', 'label-noise-split', { logits, labels: list(0, 1), testLogits: logits, testLabels: list(0, 1), trueLabels: list(0, 2) }, { trueLabels: list(0, 3) }, /'trueLabels' with labels from 0 to 2; it holds 3/],
  ['labels are whole', 'train-accuracy', { logits, labels: list(0, 1) }, { labels: list(0.5, 1) }, /'labels'.*whole numbers from 0/],
  ['labels are not negative', 'train-accuracy', { logits, labels: list(0, 1) }, { labels: list(-1, 1) }, /'labels'.*whole numbers from 0/],
  ['answers are residues', 'symmetry-consistency', { ...table, answers: list(0, 1, 1, 0) }, { answers: list(0, 1, 2, 0) }, /'answers' with labels from 0 to 1; it holds 2/],
  ['the training rows are marked', 'symmetry-consistency', { ...table, train: list(0, 1, 1, 0) }, { train: list(0, 1, 2, 3) }, /'train' with entries 0 and 1; it holds 2/],
  ['moments are positive', 'edge-of-stability', { ...net, preconditioner: list(1, 1, 1, 1, 1, 1) }, { preconditioner: list(1, 1, 1, 1, 1, 0) }, /'preconditioner' with entries above 0; it holds 0/, { ...shaped, facts: { rate: '0.1', optimizer: 'adam' } }],
  ['targets of cross-entropy are probabilities', 'empirical-fisher-trace', net, { y: rows([3, 4], [0.5, 0.5]) }, /'y' with rows of shares ≥ 0 that sum to 1; row 0 sums to 7/, shaped],
] // prettier-ignore

describe('what is assumed of the numbers of a file is checked where they come in', () => {
  it.each(conditions)('%s (%s)', (_what, probe, good, broken, says, given) => {
    expect(() => ask(probe, good, given)).not.toThrow()
    expect(() => ask(probe, { ...good, ...broken }, given)).toThrow(says)
  })

  it('and NaN is no breach of it: a probe says itself what diverged', () => {
    expect(() => ask('attention-entropy', { head: rows([NaN, 0.5], [1, 0]) })).not.toThrow()
    expect(() => ask('hopfield-overlap', { patterns, state: list(NaN, -1, 1, 1) })).not.toThrow()
  })
})
