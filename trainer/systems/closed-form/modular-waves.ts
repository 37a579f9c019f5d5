import { mean } from '#probes/maths/algebra/mean.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { waveSignalToNoise } from '#probes/maths/physics/wave-noise.ts'
import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import type { Rule } from '../rule.ts'
import { weightsOf, type NamedTensors } from '../system-state.ts'
import { drawsIn, profileOf, withDraw, type Draws } from './draws.ts'
import { isVariable, valueOf, type Expression } from './expressions.ts'
import { openExpert, openSum, type WaveAnswers } from './wave-experts.ts'
import { answeringWaves, drawWaves, readingWaves } from './wave-network.ts'

export interface ModularWaves {
  readonly expression: Expression
  /** A prime, where there is something to multiply. */
  readonly modulus: number
  /** Neurons of the smallest network, and how often their number is doubled. */
  readonly smallest: number
  readonly doublings: number
  /** Questions asked of each network, of all that there are. */
  readonly questions: number
}

/** Of one draw at one size: the share of right answers, and of logits the mean of the right, and mean and mean square of the wrong. */
const MEASURED = 4

/**
 * Networks that compute modulo a number without having learned it: their weights are waves of random frequencies and phases.
 * A step is a draw of them and of questions; growing sizes show when they answer right, and their logits stand beside what
 * the waves leave of noise.
 */
export function modularWaves(of: ModularWaves, seed: number): Rule {
  const sizes = Array.from({ length: of.doublings + 1 }, (_, i) => of.smallest * 2 ** i)
  return {
    begin: () => shownNetwork(of, openStream(seed, 'waves of the network shown')),
    next(now, _settings, chance) {
      const asked = questionsOf(of, chance('questions'))
      const measured = sizes.flatMap((size) => judged(of, answersBy(of, size, chance(`waves of ${size}`)), asked))
      return { ...now, 'draws/measured': withDraw(now['draws/measured'], measured) }
    },
    shows: ({ now }) => ({
      // Each network is written down by itself: none follows from another.
      updates: () => null,
      residueWeights: () => Object.fromEntries(Object.entries(weightsOf({ tensors: now })).map(matrixOfTensor)),
      profiles: () => profilesOf(of, sizes, drawsIn(now['draws/measured'], sizes.length * MEASURED)),
    }),
  }
}

function matrixOfTensor([name, { shape, values }]: [string, NamedTensors[string]]): [string, Matrix] {
  return [name, { rows: shape[0] as number, cols: shape[1] as number, data: values }]
}

/** The terms that are no variables are computed by an expert each; a sum of one term is that term. */
function answersBy({ expression, modulus }: ModularWaves, neurons: number, stream: RandomStream): WaveAnswers {
  const { terms } = expression
  const experts = terms.map((term) => (isVariable(term) ? null : openExpert(term, modulus, neurons, stream)))
  if (terms.length === 1) return experts[0] as WaveAnswers
  return openSum(terms, experts, modulus, neurons, stream)
}

function questionsOf({ expression, modulus, questions }: ModularWaves, stream: RandomStream): number[][] {
  return Array.from({ length: questions }, () =>
    Array.from({ length: expression.variables }, () => stream.integer(modulus)),
  )
}

function judged({ expression, modulus }: ModularWaves, answers: WaveAnswers, asked: readonly number[][]): number[] {
  let [right, correct, wrong, squares, clean] = [0, 0, 0, 0, 0]
  for (const residues of asked) {
    const logits = answers(residues)
    const answer = expression.terms.reduce((sum, term) => sum + valueOf(term, residues, modulus), 0) % modulus
    if (logits.indexOf(Math.max(...logits)) === answer) right += 1
    // A product with 0 has no logarithm and is answered without waves; and 0 is no answer of the others.
    const from = expression.terms.length === 1 ? 1 : 0
    if (answer < from) continue
    clean += 1
    correct += logits[answer] as number
    for (let q = from; q < modulus; q++) {
      if (q === answer) continue
      wrong += (logits[q] as number) / (modulus - from - 1)
      squares += (logits[q] as number) ** 2 / (modulus - from - 1)
    }
  }
  return [right / asked.length, correct / clean, wrong / clean, squares / clean]
}

function profilesOf(of: ModularWaves, sizes: readonly number[], draws: Draws): Readonly<Record<string, Matrix>> {
  if (draws.count === 0) return { accuracy: profileOf([], 2) }
  const meanAt = (place: number, what: number) => mean(draws.at(place * MEASURED + what))
  const { terms } = of.expression
  // Experts that err pass their errors on: theory speaks of one layer of waves.
  const isOneLayer = terms.length === 1 || terms.every(isVariable)
  const waves = terms.length === 1 ? terms[0]!.powers.filter((power) => power > 0).length : terms.length
  const order = terms.length === 1 ? of.modulus - 1 : of.modulus
  const rows = sizes.map((size, place): [number, number, number] => {
    const [correct, wrong, squares] = [meanAt(place, 1), meanAt(place, 2), meanAt(place, 3)]
    return [size, (correct - wrong) / Math.sqrt(squares - wrong ** 2), waveSignalToNoise(order, waves, size)]
  })
  const [last, measured, theory] = rows.at(-1)!
  return {
    accuracy: profileOf(
      sizes.map((size, place) => [size, meanAt(place, 0)]),
      2,
    ),
    ...(isOneLayer && {
      'signal-to-noise': profileOf(rows),
      'neurons-for-unit-signal': profileOf([[draws.count, last / measured ** 2, last / theory ** 2]]),
    }),
  }
}

/** The layer that sums, or multiplies, of the largest size: what each of its terms reads, and what it answers. */
function shownNetwork({ expression, modulus, smallest, doublings }: ModularWaves, stream: RandomStream) {
  const { terms } = expression
  const isProduct = terms.length === 1
  const count = isProduct ? terms[0]!.powers.filter((power) => power > 0).length : terms.length
  const order = isProduct ? modulus - 1 : modulus
  const neurons = smallest * 2 ** doublings
  const network = drawWaves(order, count, neurons, stream)
  const tensor = (values: Float64Array) => ({ shape: [neurons, order], values })
  const reading = Array.from({ length: count }, (_, s) => [`u${s + 1}`, tensor(readingWaves(network, s))] as const)
  return { ...Object.fromEntries(reading), w: tensor(answeringWaves(network)) }
}
