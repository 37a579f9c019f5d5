import type { Predictions, SplitOutcome, Table } from '#probes/inputs.ts'
import type { Chain, Examples, LossKind } from '#probes/maths/chain/chain.ts'
import { logitsOf } from '#probes/maths/chain/forward.ts'
import { lossOf } from '#probes/maths/chain/loss.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { oneHotRows } from '#probes/maths/algebra/one-hot.ts'
import { agreementOf } from '#probes/maths/statistics/answers.ts'
import { sureAnswers } from '#probes/maths/statistics/sure-answers.ts'
import { isAbsent, usageError } from '#src/vocabulary/index.ts'
import { answer, type Operation, OPERATIONS } from '#trainer/data/operations.ts'
import { chainFrom, lossFrom } from './chain-from-tensors.ts'
import { choiceFact, type Given, type Source } from './given.ts'
import { classesBelow, marksIn } from './preconditions.ts'
import { asStored, assertSameCount, has, labelsIn } from './wanted.ts'

/** What one source answers on both splits; a split is read when first asked for, since many probes ask for one only. */
export function predictionsFrom(given: Given, source: Source, linalg: LinearAlgebra) {
  return {
    get train() {
      return given.model === null ? stored(given, source, '') : computed(given, source, 'train', linalg)
    },
    get test() {
      return given.model === null ? stored(given, source, 'test') : computed(given, source, 'test', linalg)
    },
  }
}

/** Loss and accuracy on one split. */
export function outcomeFrom(given: Given, split: 'train' | 'test', linalg: LinearAlgebra): SplitOutcome {
  if (given.model !== null) {
    const chain = chainFrom(given, given.input)
    const { inputs, targets, labels } = examplesOf(chain, split)
    const logits = logitsOf(chain.layers, inputs, linalg)
    return outcome(chain.loss, logits, targets, labels)
  }
  const { logits, labels } = stored(given, given.input, split === 'train' ? '' : 'test')
  return outcome(lossFrom(given, { labels }), logits, oneHotRows(labels, logits.cols), labels)
}

/** Logits on every pair of residues; the modulus is what their shape says. */
export function tableFrom(given: Given): Table {
  const { input } = given
  const logits = asStored(input, 'table')
  const modulus = logits.cols
  if (logits.rows !== modulus ** 2) {
    throw usageError(
      `${input.name}: expected 'logits' as [p², p], row a · p + b; it is [${logits.rows}, ${logits.cols}]`,
    )
  }
  const operation = choiceFact(given, 'operation', OPERATIONS, 'add')
  const answers = has(input, 'answers')
    ? classesBelow(input, 'answers', labelsIn(input, 'answers'), modulus)
    : answersOf(modulus, operation)
  assertSameCount(input, 'logits', logits.rows, 'answers', answers.length)
  const mask = has(input, 'train')
    ? marksIn(input, 'train', labelsIn(input, 'train'))
    : new Int32Array(logits.rows).fill(1)
  assertSameCount(input, 'logits', logits.rows, 'train', mask.length)
  const rows = Int32Array.from(mask.keys()).filter((row) => mask[row] !== 0)
  const labels = has(input, 'labels') ? classesBelow(input, 'labels', labelsIn(input, 'labels'), modulus) : answers
  assertSameCount(input, 'logits', logits.rows, 'labels', labels.length)
  const train = { rows, labels: rows.map((row) => labels[row] ?? 0) }
  return { modulus, operation, logits, answers, train, loss: lossFrom(given, { labels }) }
}

function stored({ input, temperature }: Given, source: Source, split: '' | 'test'): Predictions {
  const [logitsName, labelsName, trueName] =
    split === ''
      ? (['logits', 'labels', 'trueLabels'] as const)
      : (['testLogits', 'testLabels', 'testTrueLabels'] as const)
  const logits = asStored(source, logitsName)
  // A second network answers the same questions: what it does not say of them is said by the input.
  const labels = labelsOf(source, input, labelsName)
  const trueLabels = [source, input].find((one) => has(one, trueName))
  const predictions = {
    logits,
    labels,
    trueLabels: trueLabels === undefined ? labels : labelsIn(trueLabels, trueName),
    temperature,
  }
  assertSameCount(source, logitsName, logits.rows, labelsName, labels.length)
  assertSameCount(source, logitsName, logits.rows, trueName, predictions.trueLabels.length)
  classesBelow(source, labelsName, labels, logits.cols)
  classesBelow(trueLabels ?? source, trueName, predictions.trueLabels, logits.cols)
  return predictions
}

function labelsOf(source: Source, input: Source, name: 'labels' | 'testLabels'): Int32Array {
  const other = name === 'labels' ? 'y' : 'testY'
  for (const one of [source, input]) {
    if (has(one, name)) return labelsIn(one, name)
    if (has(one, other)) return labelsIn(one, other)
  }
  return labelsIn(source, name)
}

function computed(given: Given, source: Source, split: 'train' | 'test', linalg: LinearAlgebra): Predictions {
  const chain = chainFrom(given, source)
  const { inputs, labels } = examplesOf(chain, split)
  if (labels === null) throw usageError(`${given.input.name}: expected 'y' as labels or one-hot rows, got targets`)
  const { temperature } = given
  return { logits: logitsOf(chain.layers, inputs, linalg), labels, trueLabels: labels, temperature }
}

function examplesOf(chain: Chain, split: 'train' | 'test'): Examples {
  const examples = chain[split]
  if (examples === null) throw usageError(`The test split is missing; add the tensors 'testX' and 'testY' to the input`)
  return examples
}

/** An accuracy is a matter of classes: asking for one where there are none is told when it is asked for. */
function outcome(kind: LossKind, logits: Matrix, targets: Matrix, labels: Int32Array | null): SplitOutcome {
  return {
    loss: lossOf(kind, logits, targets),
    get accuracy() {
      if (labels === null) throw usageError(`Accuracy needs labels: expected 'y' as whole numbers or one-hot rows`)
      return shareRight(logits, labels)
    },
  }
}

/** Of equal logits the first counts; NaN where a logit is NaN or +∞, as in a run. */
function shareRight(logits: Matrix, labels: Int32Array): number {
  const answers = sureAnswers(logits)
  return isAbsent(answers) ? NaN : (agreementOf(answers, labels)?.share ?? NaN)
}

function answersOf(modulus: number, operation: Operation): Int32Array {
  return Int32Array.from({ length: modulus ** 2 }, (_, row) =>
    answer(operation, Math.floor(row / modulus), row % modulus, modulus),
  )
}
