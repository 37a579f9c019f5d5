import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { openStream } from '#src/vocabulary/random.ts'
import { openBackend } from '#trainer/backend/index.ts'
import type { Split, Task } from '#trainer/data/index.ts'
import { recipeOf } from '#trainer/experiments/open-system.ts'
import { crossEntropy } from '#trainer/losses/index.ts'
import { denseMlp } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { planRun } from '#trainer/run/plan.ts'
import type { Recipe } from '#trainer/systems/gradient-descent/recipe.ts'
import { openTraining } from '#trainer/systems/gradient-descent/training.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { busyLoops } from './busy-loops.ts'
import { quantile, rounded, spreadOf } from './spread.ts'

/** Milliseconds of each of so many steps; nothing for a framework that is not there. */
type Way = (steps: number) => Promise<number[]>

const TURNS = 5
/** Steps a turn: about as long for each kind. */
const STEPS = { mlp: 20, modular: 3 }
/** Python with PyTorch, and JAX where it is to be held against too. */
const PYTHON = process.env.PHASESCOPE_BENCH_PYTHON ?? 'python3'

/**
 * What an update costs, and what it costs elsewhere: a mini-batch of 128 through a network 784-200-200-10 by AdamW, and the
 * demo on all of its examples; against PyTorch and JAX where `PHASESCOPE_BENCH_PYTHON` has them. All take turns, first on
 * a machine as quiet as it is, then beside a loop that wants a core for itself.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const backend = await openBackend()
  const { tf } = workbenchOf(backend)
  const plan = planRun({ experiment: 'modular-addition-mlp' })
  const mlp = openTraining(tf, mlpRecipe(), 1)
  const modular = openTraining(tf, recipeOf(plan), plan.seed)
  const others = references()
  const own = (advance: () => void): Way => {
    const timed = () => {
      const start = performance.now()
      advance()
      return performance.now() - start
    }
    return (steps) => Promise.resolve(Array.from({ length: steps }, timed))
  }
  const ways: Record<string, Way> = {
    mlp: own(() => mlp.advance()),
    'torch-mlp': (steps) => others.ask('torch-mlp', steps),
    modular: own(() => modular.advance()),
    'torch-modular': (steps) => others.ask('torch-modular', steps),
    'jax-modular': (steps) => others.ask('jax-modular', steps),
  }
  const quiet = await inTurns(ways)
  const loops = busyLoops(1)
  const busy = await inTurns(ways).finally(loops.end)
  others.end()
  return { backend: backend.describe(), python: PYTHON, quiet, besideABusyLoop: busy }
}

/**
 * The milliseconds of a step, and how many times those of another framework: of the middle steps of each turn, and of the
 * fastest of all, which other work on the machine disturbed least.
 */
async function inTurns(ways: Readonly<Record<string, Way>>) {
  const names = Object.keys(ways)
  const took = new Map(names.map((name): [string, number[][]] => [name, []]))
  for (let turn = -1; turn < TURNS; turn++) {
    for (const name of names) {
      const steps = await (ways[name] as Way)(name.endsWith('mlp') ? STEPS.mlp : STEPS.modular)
      if (turn >= 0) took.get(name)?.push(steps)
    }
  }
  const of = (name: string) => took.get(name) ?? []
  const ratio = (own: string, other: string) => {
    const turns = of(own).map((steps, turn) => quantile(steps, 0.5) / quantile(of(other)[turn] ?? [], 0.5))
    return {
      ofMedians: spreadOf(turns),
      ofFastest: rounded(quantile(of(own).flat(), 0) / quantile(of(other).flat(), 0)),
    }
  }
  return {
    msPerStep: Object.fromEntries(names.map((name) => [name, spreadOf(of(name).flat())])),
    ratios: {
      mlpToTorch: ratio('mlp', 'torch-mlp'),
      modularToTorch: ratio('modular', 'torch-modular'),
      modularToJax: ratio('modular', 'jax-modular'),
    },
  }
}

function mlpRecipe(): Recipe {
  const points = (examples: number): Split => {
    const stream = openStream(1, 'points')
    const inputs = Float32Array.from({ length: examples * 784 }, () => stream.normal())
    const labels = Int32Array.from({ length: examples }, () => stream.integer(10))
    const targets = new Float32Array(examples * 10)
    labels.forEach((label, row) => (targets[10 * row + label] = 1))
    return {
      inputs: { rows: examples, cols: 784, data: inputs },
      targets: { rows: examples, cols: 10, data: targets },
      ...{ labels, trueLabels: labels },
    }
  }
  const task: Task = { train: points(1024), test: null, table: null }
  return {
    task,
    model: denseMlp({
      ...{ widths: [784, 200, 200, 10], activation: 'relu', hasBiases: true, initialization: { kind: 'pytorch' } },
    }),
    loss: crossEntropy(1),
    optimizer: adamW({ rate: 1e-3, decay: 0.01, betas: [0.9, 0.999] }),
    batching: { kind: 'epochs', size: 128 },
  }
}

/** The other frameworks, in a process of their own; nothing for what is not there, with the reason on the screen. */
function references() {
  const child = spawn(PYTHON, [join(import.meta.dirname, 'references.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async ask(name: string, steps: number): Promise<number[]> {
      child.stdin.write(`${name} ${steps}\n`)
      const { value } = (await lines.next()) as { value: string }
      const answer = JSON.parse(value) as number[] | string
      if (typeof answer !== 'string') return answer
      process.stderr.write(`bench: ${name} is left out: ${answer}\n`)
      return []
    },
    end: () => child.stdin.end(),
  }
}
