import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Inputs, Layer } from '#probes/inputs.ts'
import type { Chain } from '#probes/maths/chain/chain.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { probes } from '#probes/index.ts'
import type { OptionValues } from '#src/vocabulary/index.ts'
import { checkedOptions } from '#trainer/observing/attachment.ts'
import { writeSafetensors } from '#trainer/formats/write-safetensors.ts'
import { measure } from '#trainer/observing/measure-probe.ts'
import { recipeOf } from '#trainer/experiments/open-system.ts'
import { planRun } from '#trainer/run/plan.ts'
import { openTraining } from '#trainer/systems/gradient-descent/training.ts'
import type { Workbench } from '#trainer/tensors/workbench.ts'

const script = join(import.meta.dirname, '..', 'references', 'bench.py')
const REPEATS = 5
/** The libraries' part of the benchmark ends within this. */
const LIMIT_MS = 150_000

interface Comparison {
  readonly name: string
  readonly probe: string
  readonly options?: OptionValues
  readonly inputs: (training: { inputs: Inputs }) => Partial<Inputs>
}

/** A copy, so that nothing that is remembered of an array is found again. */
const again = (matrix: Matrix): Matrix => ({ ...matrix, data: matrix.data.slice() })
const anewAll = <T extends Matrix>(all: Readonly<Record<string, T>>) =>
  Object.fromEntries(Object.entries(all).map(([name, matrix]) => [name, again(matrix)]))

const weightsAnew = ({ inputs }: { inputs: Inputs }) => ({
  weights: Object.fromEntries(
    Object.entries(inputs.weights).map(([name, { shape, values }]) => [name, { shape, values: values.slice() }]),
  ),
})
const pairAnew = ({ inputs }: { inputs: Inputs }) => ({
  hidden: anewAll(inputs.hidden),
  referenceHidden: anewAll(inputs.initialHidden),
})
const objective = ({ inputs }: { inputs: Inputs }) => ({ objective: { ...inputs.objective } })

/** What both sides compute, on the tensors of the demo after three steps. */
const COMPARISONS: readonly Comparison[] = [
  { name: 'singularValues', probe: 'singular-values', inputs: weightsAnew },
  { name: 'ckaDebiased', probe: 'linear-cka', options: { estimator: 'debiased' }, inputs: pairAnew },
  { name: 'ckaBiased', probe: 'linear-cka', options: { estimator: 'biased' }, inputs: pairAnew },
  { name: 'cca', probe: 'cca', inputs: pairAnew },
  { name: 'procrustes', probe: 'procrustes', inputs: pairAnew },
  { name: 'topEigenvalue', probe: 'sharpness', options: { iterations: 20 }, inputs: objective },
  { name: 'trace', probe: 'hessian-trace', options: { draws: 20 }, inputs: objective },
]

/** Ratios of our time to that of NumPy, SciPy and PyHessian, in one run; or why there are none. */
export function againstReferences(bench: Workbench): Record<string, unknown> {
  const plan = planRun({ experiment: 'modular-addition-mlp' })
  const training = openTraining(bench.tf, recipeOf(plan), plan.seed)
  for (let i = 0; i < 3; i++) training.advance()
  const inputs = training.inputs as Inputs
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-bench-'))
  try {
    const path = join(folder, 'tensors.safetensors')
    writeSafetensors(path, tensorsOf(inputs))
    const theirs = timedByPython(path)
    if (typeof theirs === 'string') return { why: theirs }
    const ours = Object.fromEntries(
      COMPARISONS.map((comparison) => [comparison.name, timed(comparison, inputs, bench)]),
    )
    return {
      made: theirs.made,
      comparisons: Object.fromEntries(
        COMPARISONS.map(({ name, probe }) => [name, { probe, ...against(theirs, name, ours[name] ?? NaN) }]),
      ),
    }
  } finally {
    training.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function against({ milliseconds, inDouble }: Timings, name: string, ms: number) {
  const to = (referenceMs: number) => ({ referenceMs, ratio: ms / referenceMs })
  const double = inDouble[name]
  return { ms, ...to(milliseconds[name] ?? NaN), ...(double !== undefined && { inDouble: to(double) }) }
}

function tensorsOf({ weights, hidden, initialHidden, chain }: Inputs): Record<string, Layer> {
  const layer = ({ rows, cols, data }: Matrix): Layer => ({ shape: [rows, cols], values: data })
  const [h, h0] = [Object.values(hidden)[0], Object.values(initialHidden)[0]] as [Matrix, Matrix]
  const { inputs, targets } = (chain as Chain).train
  return { ...weights, h: layer(h), h0: layer(h0), x: layer(inputs), y: layer(targets) }
}

/** The median of a few evaluations, after one that is not counted, as on the other side. */
function timed({ probe: id, options, inputs }: Comparison, all: Inputs, { linalg }: Workbench): number {
  const probe = probes.find((candidate) => candidate.id === id)!
  const times = Array.from({ length: 1 + REPEATS }, (_, step) => {
    const query = { probe, options: checkedOptions(probe, options ?? {}), inputs: inputs({ inputs: all }) }
    const start = performance.now()
    measure({ ...query, linalg, seed: 1, step })
    return performance.now() - start
  })
  return times.slice(1).toSorted((a, b) => a - b)[REPEATS >> 1] as number
}

interface Timings {
  readonly made: Readonly<Record<string, string>>
  readonly milliseconds: Readonly<Record<string, number>>
  /** Of the same tensors in float64, where the probe computes in it. */
  readonly inDouble: Readonly<Record<string, number>>
}

/** Runs the reference libraries where there are any: PHASESCOPE_PYTHON names an interpreter that has them. */
function timedByPython(path: string): Timings | string {
  const python = process.env.PHASESCOPE_PYTHON ?? 'python3'
  // Which kernels it computes with is for OpenBLAS to choose.
  const env = { ...process.env, OPENBLAS_CORETYPE: undefined, OPENBLAS_L2_SIZE: undefined }
  const { status, stdout, stderr, error } = spawnSync(python, [script, path, String(REPEATS)], {
    encoding: 'utf8',
    env,
    timeout: LIMIT_MS,
  })
  if (status !== 0) {
    const last = error?.message ?? (stderr ?? '').trim().split('\n').at(-1)
    return `No reference libraries in ${python} (${last}); set PHASESCOPE_PYTHON to one with what ${script} asks for`
  }
  return JSON.parse(stdout) as Timings
}
