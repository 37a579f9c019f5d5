import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Probe } from '#probes/define.ts'
import { probes } from '#probes/index.ts'
import type { Inputs, Layer } from '#probes/inputs.ts'
import type { Chain, Examples } from '#probes/maths/chain/chain.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { isAbsent, type Need, type OptionValues } from '#src/vocabulary/index.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { tensorsOf } from '#trainer/checkpoints/contents.ts'
import { openSystem } from '#trainer/experiments/index.ts'
import { readTensors, writeSafetensors, type WritableTensor } from '#trainer/formats/index.ts'
import { measure, type Measurement } from '#trainer/observing/ask.ts'
import type { Given, Source } from '#trainer/offline/given.ts'
import { measureGiven } from './measured-given.ts'
import { planRun } from '#trainer/run/plan.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { backend } from '../runs.ts'

/**
 * What a file is measured to be is what the run measured: the tensors of a run, written as it writes them, give its own
 * values by every probe that can be measured from them.
 */

const STEPS = 4
const runs = [
  ['edge-of-stability', ['examples=30', 'dimensions=6', 'width=8']],
  ['gaussian-mixture', ['dimensions=6', 'trainPerClass=12', 'testPerClass=12', 'width=12', 'depth=2']],
  ['modular-addition-mlp', ['modulus=11', 'width=16']],
  ['modular-addition-transformer', ['modulus=11', 'width=16', 'heads=2', 'mlpWidth=24']],
] as const

const { tf, linalg } = workbenchOf(await backend())
const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

/** The costliest are asked for little: how well they sample is their own tests' business. */
const OPTIONS: Readonly<Record<string, OptionValues>> = {
  'local-learning-coefficient': { chains: 1, draws: 5, burnIn: 2 },
}

function optionsOf(probe: Probe): OptionValues {
  return { ...Object.fromEntries(probe.options.map(({ key, default: value }) => [key, value])), ...OPTIONS[probe.id] }
}

const tensorOf = ({ rows, cols, data }: Matrix): WritableTensor => ({ shape: [rows, cols], values: data })
const listOf = (labels: ArrayLike<number>): WritableTensor => {
  return { shape: [labels.length], values: Float64Array.from(labels) }
}

/** What a step is measured from, in a run and in files. */
interface Scene {
  /** Each step's inputs, oldest first: what a probe remembers is of all of them. */
  readonly ofRun: (probe: Probe) => Measurement[]
  readonly ofFiles: (probe: Probe) => Measurement[] | null
}

function sceneOf(folder: string, experiment: string, set: readonly string[]): Scene {
  const plan = planRun({ experiment, set: [...set] })
  const system = openSystem(plan, { tf })
  const provides: readonly Need[] = plan.experiment.provides
  const written: string[] = []
  const memories = new Map<string, unknown>()
  const lookAt = (step: number) => {
    const path = join(folder, `${experiment}-${step}.safetensors`)
    const checkpoint = { run: 'a-run', state: system.state(), log: [], memories: { grokked: { seen: [step] } } }
    writeSafetensors(path, { ...tensorsOf(checkpoint), ...examplesOf(system.inputs, provides) })
    written.unshift(path)
    for (const { id, memory, needs } of probes) {
      if (memory === undefined || needs.some((need) => !provides.includes(need) || need === 'series')) continue
      memories.set(id, memory.next(memories.has(id) ? memories.get(id) : memory.initial, system.inputs as Inputs))
    }
  }
  for (lookAt(0); system.step < STEPS;) {
    system.prepare()
    system.advance()
    lookAt(system.step)
  }
  const { inputs } = system
  const asked = (probe: Probe) => ({ probe, options: optionsOf(probe), linalg, seed: 7, step: 0 })
  const sources = written.map((path): Source => ({ name: path, tensors: readTensors(path) }))
  return {
    ofRun: (probe) => measure({ ...asked(probe), inputs, memory: memories.get(probe.id) }),
    ofFiles: (probe) => {
      const given = givenFor(probe, inputs, provides, sources)
      return given && measureGiven(probe, given, linalg)
    },
  }
}

/** Tensors by the names that probes ask for, beside the run's own. */
function examplesOf(inputs: Partial<Inputs>, provides: readonly Need[]): Record<string, WritableTensor> {
  const { chain, optimizer, residueWeights } = onlyThose(inputs, provides)
  const preconditioner = optimizer?.preconditioner
  const split = (x: string, y: string, examples: Examples | null) =>
    examples === null ? {} : { [x]: tensorOf(examples.inputs), [y]: targetsOf(examples) }
  return {
    ...(chain && {
      ...split('x', 'y', chain.train),
      ...split('testX', 'testY', chain.test),
      ...split('probeX', 'probeY', chain.probe),
    }),
    ...(preconditioner && { preconditioner: { shape: [preconditioner.length], values: preconditioner } }),
    ...(chain && residueWeights && residuesOf(residueWeights)),
  }
}

/** What the experiment does not provide is there as well, and refuses to be read. */
function onlyThose(inputs: Partial<Inputs>, provides: readonly Need[]): Partial<Inputs> {
  return Object.fromEntries(provides.flatMap((need) => (need === 'series' ? [] : [[need, inputs[need]]])))
}

const targetsOf = ({ labels, targets }: Examples) => (labels === null ? tensorOf(targets) : listOf(labels))
const residuesOf = (groups: Inputs['residueWeights']) =>
  Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, tensorOf(group)]))

/** Needs that are read from the weights of a checkpoint alone. */
const OF_WEIGHTS: readonly Need[] = ['weights', 'initialWeights', 'updates', 'previousUpdates', 'previousGradients']
/** Those that a network with its examples answers, and by their own names. */
const OF_MODEL: readonly Need[] = [
  ...OF_WEIGHTS,
  ...(['gradients', 'train', 'test', 'predictions', 'chain', 'initialChain', 'objective', 'optimizer'] as const),
  ...(['hidden', 'initialHidden', 'referenceHidden', 'labels', 'head', 'residueWeights'] as const),
]

/** The command that measures a probe from these files, newest first; null where it cannot be. */
function givenFor(
  probe: Probe,
  inputs: Partial<Inputs>,
  provides: readonly Need[],
  files: readonly Source[],
): Given | null {
  const { needs, memory } = probe
  const isServed = needs.every((need) => provides.includes(need))
  const isOfWeights = needs.every((need) => OF_WEIGHTS.includes(need))
  const { chain } = onlyThose(inputs, provides)
  if (!isServed || (!isOfWeights && (chain === undefined || !needs.every((need) => OF_MODEL.includes(need)))))
    return null
  const [newest, oldest] = [files[0] as Source, files.at(-1) as Source]
  const isOfStart = needs.some((need) =>
    ['initialWeights', 'initialChain', 'initialHidden', 'referenceHidden'].includes(need),
  )
  const others = memory !== undefined ? files.slice(1) : isOfStart ? [oldest] : []
  const usesProbeBatch = needs.some((need) => need === 'labels')
  const names = Object.keys(inputs.weights ?? {})
  const rest = {
    seed: 7,
    options: optionsOf(probe),
    layout: null,
    // The residues’ own weights stand beside the network’s.
    weights: ['u', 'v', 'w']
      .filter((name) => !names.includes(name))
      .flatMap((name) => (name in newest.tensors ? [`!${name}`] : [])),
  }
  const plain = { model: null, loss: null, reduction: 'mean', temperature: 1, facts: {} } as const
  if (isOfWeights) return { ...rest, ...plain, input: newest, others }
  const input = usesProbeBatch ? withProbeBatch(newest) : newest
  return { ...rest, ...modelOf(chain as Chain, inputs.optimizer), input, others }
}

/** The labels that a probe reads are those of the fixed probe batch. */
function withProbeBatch({ name, tensors }: Source): Source {
  const { probeX, probeY, ...others } = tensors
  return { name, tensors: { ...others, x: probeX as Layer, y: probeY as Layer } }
}

function modelOf({ layers, loss }: Chain, optimizer: Inputs['optimizer'] | undefined) {
  const widths = [layers[0]?.weight.rows ?? 0, ...layers.map(({ weight }) => weight.cols)]
  const { rate = 0, momentum = 0, l2 = 0, kind = 'gradient-descent', batchSize = 1 } = optimizer ?? {}
  return {
    model: { widths, activation: layers.length === 1 ? 'linear' : (layers[0]?.activation ?? 'linear') },
    loss: loss.kind,
    reduction: loss.reduction,
    temperature: loss.temperature ?? 1,
    facts: {
      ...{ rate: String(rate), momentum: String(momentum), l2: String(l2) },
      ...{ optimizer: kind, batch: String(batchSize) },
    },
  } as const
}

/** Those that sum what is stored in float64 take the same route from a file, to the last bit. */
const TO_THE_BIT = new Set([
  'weight-norm',
  'weight-rms',
  'distance-from-initialization',
  'update-to-weight-ratio',
  'update-cosine',
  'path-length',
])

/** In float32 products, as a run has them, a search for eigenvectors may not settle that settles in float64. */
const SEARCHES = new Set(['gradient-hessian-overlap'])

/** Of the largest of an answer: a run decomposes float32 in float32, and searches curvature to a thousandth. */
const ROUNDING = 2e-3

/** Part by part: absent for the same reason, or the same number as far as its arithmetic goes. */
function assertAlike(id: string, found: readonly Measurement[], own: readonly Measurement[]): void {
  // Hidden layers of a chain are h1, h2, … in a file; a network of one calls it as it likes.
  const called = (part: string | null) => part?.replace(/^hidden(?=\.|$)/, 'h1') ?? null
  expect(found.map(({ part }) => part)).toEqual(own.map(({ part }) => called(part)))
  own.forEach(({ value }, i) => {
    const other = found[i]?.value
    if (isAbsent(value) && SEARCHES.has(id)) return
    if (isAbsent(value) || TO_THE_BIT.has(id)) return expect(other).toEqual(value)
    const [ours = [], theirs = []] = [value, other].map(numbersOf)
    const size = Math.max(...ours.map(Math.abs).filter(Number.isFinite), 1e-6)
    expect(theirs).toHaveLength(ours.length)
    ours.forEach((one, at) => {
      if (Object.is(one, theirs[at])) return
      expect(Math.abs((theirs[at] ?? NaN) - one), `entry ${at}`).toBeLessThanOrEqual(ROUNDING * size)
    })
  })
}

function numbersOf(value: Measurement['value'] | undefined): number[] {
  if (value === undefined || isAbsent(value)) return []
  return typeof value === 'number' ? [value] : [...value]
}

describe.each(runs)('%s', (experiment, set) => {
  const scene = sceneOf(folder.path, experiment, set)
  const measured = probes.map((probe) => [probe.id, probe, scene.ofFiles(probe)] as const)
  it.each(measured.filter(([, , found]) => found !== null))('%s', (id, probe, found) =>
    assertAlike(id, found ?? [], scene.ofRun(probe)),
  )

  it('is measured by most of what it can be', () => {
    expect(measured.filter(([, , found]) => found !== null).length).toBeGreaterThanOrEqual(
      experiment.includes('transformer') ? 15 : 40,
    )
  })
})

describe('a run whose layers have lost rank', () => {
  const plan = planRun({ experiment: 'edge-of-stability', set: ['examples=30', 'dimensions=40', 'width=40'] })
  const system = openSystem(plan, { tf })
  const random = openStream(1, 'low rank')
  const lowRank = ({ shape: [rows = 0, cols = 0] }: Layer) => {
    const factors = [rows, cols].map((length) => Array.from({ length: 3 * length }, () => random.normal()))
    const [a = [], b = []] = factors
    return Float32Array.from({ length: rows * cols }, (_, at) => {
      const [i, j] = [Math.floor(at / cols), at % cols]
      return [0, 1, 2].reduce((sum, k) => sum + (a[3 * i + k] ?? 0) * (b[3 * j + k] ?? 0), 0)
    })
  }
  const weights = Object.fromEntries(
    Object.entries(system.inputs.weights ?? {}).map(([name, layer]) => [
      name,
      layer.shape.length === 2 ? { shape: layer.shape, values: lowRank(layer) } : layer,
    ]),
  )
  const path = join(folder.path, 'low-rank.safetensors')
  writeSafetensors(path, weights)
  const source = { name: path, tensors: readTensors(path) }
  const ofWeights = probes.filter(
    ({ needs, memory }) => memory === undefined && needs.every((need) => need === 'weights'),
  )

  it.each(ofWeights.map((probe) => [probe.id, probe] as const))('%s', (id, probe) => {
    const options = { ...optionsOf(probe), ...(id === 'power-law-exponent' && { least: 5 }) }
    const asked = { probe, options, linalg, seed: 7, step: 0 }
    const own = system.glimpse(weights, plan.parameters, (inputs) => measure({ ...asked, inputs }))
    const plain = { model: null, loss: null, reduction: 'mean', temperature: 1, layout: null, facts: {} } as const
    assertAlike(id, measureGiven(probe, { ...plain, options, seed: 7, input: source, others: [] }, linalg), own)
    if (id === 'condition-number') expect(own.map(({ value }) => isAbsent(value))).toEqual([true, true, true])
  })
})
