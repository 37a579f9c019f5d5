import type { Scalar, Tensor } from '@tensorflow/tfjs-core'
import { sizeOf } from '#trainer/data/index.ts'
import type { Tf } from '#trainer/tensors/tensors.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { openBackend } from '#trainer/backend/index.ts'
import type { Recipe } from '#trainer/systems/gradient-descent/recipe.ts'
import { recipeOf } from '#trainer/experiments/open-system.ts'
import { planRun, type Plan } from '#trainer/run/plan.ts'
import type { Pairs } from '#trainer/data/task.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { observedSteps, type Stepper } from './observed-steps.ts'

/** A round is long enough for every default probe to fall due. */
const STEPS_A_ROUND = 50
const ROUNDS = 5
const OUTCOMES = ['train-loss', 'train-accuracy', 'test-loss', 'test-accuracy'].map((probe) => ({ probe }))

/**
 * What a step of the demo costs with its default probes, with only the outcomes, without any, and as a plain loop of
 * TensorFlow.js's own (tape, AdamW in tensor ops; loss read, nothing measured on the test split; and the same with
 * the test split's loss and accuracy). The ways take turns round by round, since the machine's speed drifts.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const backend = await openBackend()
  const bench = workbenchOf(backend)
  const plan = planRun({ experiment: 'modular-addition-mlp' })
  const recipe = () => recipeOf(plan)
  const ways: Record<string, Stepper> = {
    defaultProbes: observedSteps(plan, recipe(), bench, plan.probes),
    outcomesOnly: observedSteps(plan, recipe(), bench, OUTCOMES),
    noProbes: observedSteps(plan, recipe(), bench, []),
    bareLoop: bareSteps(bench.tf, plan, recipe(), false),
    bareLoopWithTest: bareSteps(bench.tf, plan, recipe(), true),
  }
  const rounds = Object.fromEntries(Object.keys(ways).map((name) => [name, [] as number[]]))
  for (const step of Object.values(ways)) for (let i = 0; i < 10; i++) step()
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, step] of Object.entries(ways)) {
      const start = performance.now()
      for (let i = 0; i < STEPS_A_ROUND; i++) step()
      rounds[name]?.push((performance.now() - start) / STEPS_A_ROUND)
    }
  }
  const medians = Object.fromEntries(Object.entries(rounds).map(([name, times]) => [name, median(times)]))
  const { defaultProbes = NaN, outcomesOnly = NaN, noProbes = NaN, bareLoop = NaN, bareLoopWithTest = NaN } = medians
  return {
    backend: backend.describe(),
    trainingPairs: sizeOf(recipe().task.train),
    msPerStep: medians,
    fastestRoundMsPerStep: Object.fromEntries(
      Object.entries(rounds).map(([name, times]) => [name, Math.min(...times)]),
    ),
    ratios: {
      defaultProbesToNone: defaultProbes / noProbes,
      defaultProbesToOutcomesOnly: defaultProbes / outcomesOnly,
      defaultProbesToBareLoop: defaultProbes / bareLoop,
      defaultProbesToBareLoopWithTest: defaultProbes / bareLoopWithTest,
      noProbesToBareLoop: noProbes / bareLoop,
    },
  }
}

/** The loop that one would write first. */
function bareSteps(tf: Tf, { parameters, seed }: Plan, recipe: Recipe, withTest: boolean): Stepper {
  const modulus = Number(parameters.modulus)
  const [rate, decay, beta1, beta2] = ['rate', 'weightDecay', 'beta1', 'beta2'].map((key) => Number(parameters[key]))
  const initial = recipe.model.initialWeights(openStream(seed, 'initialisation'))
  const weights = Object.values(initial).map(({ values, shape }) => tf.variable(tf.tensor(values, [...shape])))
  const means = weights.map((weight) => [tf.variable(tf.zerosLike(weight)), tf.variable(tf.zerosLike(weight))] as const)
  const split = (pairs: Pairs) => ({
    a: tf.tensor1d(pairs.a, 'int32'),
    b: tf.tensor1d(
      pairs.b.map((residue) => residue + modulus),
      'int32',
    ),
    labels: tf.tensor1d(pairs.labels, 'int32'),
    targets: tf.oneHot(tf.tensor1d(pairs.labels, 'int32'), modulus, 1, 0, 'float32'),
  })
  const train = split(recipe.task.train as Pairs)
  const test = split(recipe.task.test as Pairs)
  const logits = ({ a, b }: typeof train) => {
    const [w1, w2] = weights as Tensor[] as [Tensor, Tensor]
    return tf.matMul(tf.square(tf.add(tf.gather(w1, a), tf.gather(w1, b))), w2)
  }
  const loss = (of: Tensor, { targets }: typeof train) => tf.mean(tf.squaredDifference(of, targets)) as Scalar
  let updates = 0
  return () =>
    void tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => loss(logits(train), train))
      value.dataSync()
      updates += 1
      weights.forEach((weight, i) => {
        const gradient = grads[weight.name] as Tensor
        const [first, second] = means[i]!
        first.assign(tf.add(tf.mul(first, beta1!), tf.mul(gradient, 1 - beta1!)))
        second.assign(tf.add(tf.mul(second, beta2!), tf.mul(tf.square(gradient), 1 - beta2!)))
        const size = tf.add(tf.sqrt(tf.div(second, 1 - beta2! ** updates)), 1e-8)
        const change = tf.div(tf.mul(first, rate! / (1 - beta1! ** updates)), size)
        weight.assign(tf.sub(tf.mul(weight, 1 - rate! * decay!), change))
      })
      if (!withTest) return
      const answers = logits(test)
      loss(answers, test).dataSync()
      tf.mean(tf.cast(tf.equal(tf.argMax(answers, 1), test.labels), 'float32')).dataSync()
    })
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
}
