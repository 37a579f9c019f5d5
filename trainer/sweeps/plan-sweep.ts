import { createHash } from 'node:crypto'
import {
  BOUNDS,
  badValue,
  isGivenName,
  GIVEN_NAME_EXPECTED,
  usageError,
  type ParameterValue,
  type ParameterValues,
  type RunId,
  type SweepId,
  type SweepOrder,
} from '#src/vocabulary/index.ts'
import { type Experiment, experiments, type OwnSource } from '#trainer/experiments/index.ts'
import { planRun, type Order } from '#trainer/run/index.ts'
import { labelsFrom, type Label } from './labels.ts'
import { seedsFrom, seedsText } from './seeds.ts'
import { axisFrom, axisText, type Axis } from './values.ts'

/** A sweep that can be carried out: every name known, every value in its range. Plain data, made without TensorFlow. */
export interface Sweep {
  readonly id: SweepId
  readonly name: string
  readonly experiment: string
  readonly axes: readonly Axis[]
  /** What every setting is in all of its runs, but for those of the axes. */
  readonly parameters: ParameterValues
  readonly seeds: readonly number[]
  /** Steps of each run. */
  readonly steps: number
  /** What its runs are called once they are complete; none where nobody asked. */
  readonly labels: readonly Label[]
  /** See `SweepOrder.refine`; null where all of the grid is made. */
  readonly refine: number | null
  /** What was asked, with nothing left open: planned again, it is the same sweep. */
  readonly order: SweepOrder
  /** The file that defines its experiment, where it is a person's own. */
  readonly own?: OwnSource
}

/** A run of a sweep: its id and its name follow from the sweep and its place in it. */
export interface Member {
  readonly id: RunId
  readonly settings: ParameterValues
  readonly seed: number
  readonly order: Order
}

/**
 * Checks an order whole and fills in what it leaves open; a mistake is a usage error that names the parameter and says what could
 * stand there. The id follows from what is asked: the same order is the same sweep, whoever gives it again.
 */
export function planSweep(order: SweepOrder, known: readonly Experiment[] = experiments): Sweep {
  const { experiment: id, set = [], grid = [], probes = [], probeOptions = [], breaks = [] } = order
  const steps = order.steps === undefined ? {} : { steps: order.steps }
  const asOf = order.source === undefined ? {} : { source: order.source }
  const one = planRun({ experiment: id, ...asOf, set, probes, probeOptions, breaks, ...steps }, known)
  const axes = axesFrom(one.experiment.parameters, grid, set)
  const labels = labelsFrom(order.labels ?? [])
  assertRefinable(order, labels, axes)
  const seeds = seedsFrom(order.seeds ?? '1', one.experiment.seed)
  const name = nameFrom(order.name ?? id)
  const runs = axes.reduce((product, { values }) => product * values.length, seeds.length)
  if (runs > BOUNDS.sweepRuns)
    throw usageError(
      `A sweep has at most ${BOUNDS.sweepRuns} runs, and this would be ${runs}; take fewer values or seeds`,
    )
  const { own } = one.experiment
  const source = own === undefined ? {} : { source: own.hash }
  const asked = {
    experiment: id,
    ...source,
    grid: axes.map(axisText),
    seeds: seedsText(seeds),
    set,
    steps: one.steps,
    name,
  }
  const mapped = { ...(order.labels !== undefined && { labels: order.labels }), ...(order.refine !== undefined && { refine: order.refine }) } // prettier-ignore
  const whole = { ...asked, probes, probeOptions, breaks, ...mapped }
  const sweep = {
    ...{ id: idOf(whole), name, experiment: id, axes, seeds, steps: one.steps, order: whole },
    ...{ parameters: one.parameters, labels, refine: order.refine ?? null },
    ...(own !== undefined && { own }),
  }
  const longest = Math.max(...membersOf(sweep).map((member) => member.order.name!.length))
  if (longest > BOUNDS.name)
    throw badValue('--name', `a name with which those of the runs have at most ${BOUNDS.name} characters`, name)
  return sweep
}

/**
 * Its runs, in the order in which they are begun: every setting with the first seed, then every one with the next, so that
 * the whole picture is there early.
 */
export function membersOf({ id, name, experiment, axes, seeds, order }: Sweep): Member[] {
  const { source, set = [], steps, probes = [], probeOptions = [], breaks = [] } = order
  const runs = seeds.flatMap((seed) => settingsOf(axes).map((settings) => ({ seed, settings })))
  const digits = String(runs.length).length
  return runs.map(({ seed, settings }, i) => {
    const changes = Object.entries(settings).map(([key, value]) => `${key}=${value}`)
    return {
      id: `${id}-${String(i + 1).padStart(digits, '0')}`,
      settings,
      seed,
      order: {
        ...{ experiment, seed, set: [...set, ...changes], probes, probeOptions, breaks, group: id },
        ...(source !== undefined && { source }),
        ...(steps !== undefined && { steps }),
        name: [name, ...changes, `seed=${seed}`].join(' '),
      },
    }
  })
}

function axesFrom(cards: Parameters<typeof axisFrom>[0], grid: readonly string[], set: readonly string[]): Axis[] {
  if (grid.length > BOUNDS.sweepParameters)
    throw badValue('--grid', `at most ${BOUNDS.sweepParameters} parameters`, `${grid.length}`)
  const axes = grid.map((text) => axisFrom(cards, text))
  const fixed = set.map((text) => text.slice(0, text.indexOf('=')))
  axes.forEach(({ key }, i) => {
    if (axes.findIndex((other) => other.key === key) < i)
      throw usageError(`--grid: '${key}' stands twice; give all of its values in one list`)
    if (fixed.includes(key))
      throw usageError(`'${key}' stands in --grid and in --set; the runs can have it from one alone`)
  })
  return axes
}

/** Every combination, the last parameter changing first. */
function settingsOf(axes: readonly Axis[]): ParameterValues[] {
  return axes.reduce<Record<string, ParameterValue>[]>(
    (before, { key, values }) => before.flatMap((settings) => values.map((value) => ({ ...settings, [key]: value }))),
    [{}],
  )
}

/** Beside which the label is another can be said of values in an order, and of labels. */
function assertRefinable({ refine }: SweepOrder, labels: readonly Label[], axes: readonly Axis[]): void {
  if (refine === undefined) return
  if (!Number.isSafeInteger(refine) || refine < 1)
    throw badValue('--refine', 'every how many-th value of each setting is made first', `${refine}`)
  if (labels.length === 0)
    throw usageError('--refine: say with --label what runs are called; borders lie between labels')
  if (axes.length === 0) throw usageError('--refine: name settings with --grid; borders lie between their values')
  for (const { key, values } of axes) {
    const isRising = values.every((value, i) => i === 0 || value > values[i - 1]!)
    if (!values.every((value) => typeof value === 'number') || !isRising)
      throw usageError(`--refine: expected numbers in rising order for '${key}', got ${values.join(',')}; neighbors are refined between`) // prettier-ignore
  }
}

function nameFrom(name: string): string {
  if (!isGivenName(name)) throw badValue('--name', GIVEN_NAME_EXPECTED, name)
  return name
}

/** `decay-3f9a2c81`: the beginning of its name, as far as that can be part of a path, and a hash of all that was asked. */
function idOf(order: SweepOrder): SweepId {
  const hash = createHash('sha256').update(JSON.stringify(order)).digest('hex')
  const readable = (order.name ?? '').replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '')
  return `${readable.slice(0, 60) || 'sweep'}-${hash.slice(0, 8)}`
}
