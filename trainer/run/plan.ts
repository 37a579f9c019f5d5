import { randomInt } from 'node:crypto'
import { probes, withDetectors } from '#probes/index.ts'
import {
  badValue,
  unknownName,
  type Attach,
  type Breakpoint,
  type Parent,
  type ParameterValue,
  type ParameterValues,
} from '#src/vocabulary/index.ts'
import { type Experiment, experiments, withSecondNetwork } from '#trainer/experiments/index.ts'
import { parseActions } from '#src/vocabulary/condition/parse-actions.ts'
import { parseCondition } from '#src/vocabulary/condition/parse.ts'
import { plannedProbes, type ProbeOrder } from './planned-probes.ts'
import { settingsFromTexts } from './settings.ts'

/** What a person asks for. */
export interface Order extends ProbeOrder {
  readonly experiment: string
  /** Hash of the file that defines it, where only that one will do. */
  readonly source?: string
  readonly seed?: number
  readonly steps?: number
  /** `key=value` each. */
  readonly set?: readonly string[]
  readonly name?: string
  /** The sweep or study that the run is a member of. */
  readonly group?: string
  /** `RUN[@STEP]` or `FILE.safetensors`: a second network to hold this one against. */
  readonly with?: string
  /** `condition => actions` each, besides the experiment's own. */
  readonly breaks?: readonly string[]
}

/** An order that can be carried out: every name known, every value in its range. Made without TensorFlow. */
export interface Plan {
  readonly id: string
  readonly name: string
  readonly experiment: Experiment
  readonly parameters: ParameterValues
  readonly seed: number
  readonly steps: number
  /** Attached from the start. */
  readonly probes: readonly Attach[]
  /** What waits from the start for something to happen. */
  readonly breakpoints: readonly Breakpoint[]
  /** The second network, as it was named; null without one. */
  readonly with: string | null
  /** Where it branches off, if it does. */
  readonly parent: Parent | null
  /** The sweep or study that it is a member of, if it is one of any. */
  readonly group: string | null
}

/** Checks an order and fills in what it leaves open; a mistake is a usage error that says what is possible. */
export function planRun(order: Order, known: readonly Experiment[] = experiments): Plan {
  const named = experimentNamed(order, known)
  const experiment = order.with === undefined ? named : withSecondNetwork(named)
  const changes = settingsFromTexts(experiment.parameters, order.set ?? [])
  const seed = wholeFrom('seed', order.seed ?? experiment.seed, 0)
  return {
    id: newRunId(experiment.id),
    name: order.name ?? nameOf(order, seed),
    experiment,
    parameters: { ...standardValues(experiment), ...changes },
    seed,
    steps: wholeFrom('steps', order.steps ?? experiment.steps, 1),
    probes: plannedProbes(experiment, withDetectors(probes), order),
    breakpoints: [...(experiment.breakpoints ?? []), ...(order.breaks ?? []).map(breakpointFrom)],
    with: order.with ?? null,
    parent: null,
    group: order.group ?? null,
  }
}

function experimentNamed({ experiment, source }: Order, known: readonly Experiment[]): Experiment {
  const named = known.find(({ id, own }) => id === experiment && (source === undefined || own?.hash === source))
  if (named !== undefined) return named
  throw unknownName(
    'experiment',
    experiment,
    known.map(({ id }) => id),
  )
}

function nameOf({ experiment, set = [], with: other }: Order, seed: number): string {
  return [experiment, ...set, `seed=${seed}`, ...(other === undefined ? [] : [`with=${other}`])].join(' ')
}

function standardValues({ parameters }: Experiment): Record<string, ParameterValue> {
  return Object.fromEntries(parameters.map((card) => [card.key, card.default]))
}

/** `test-loss falls by 20 % within 500 steps => pause, checkpoint`; to pause is what is done if nothing is said. */
function breakpointFrom(text: string, i: number): Breakpoint {
  const [when = '', actions = 'pause', ...more] = text.split('=>')
  if (more.length > 0) throw badValue('--break', 'a condition, or condition => actions', text)
  parseCondition(when.trim())
  return { id: `b${i + 1}`, when: when.trim(), then: parseActions(actions.trim()) }
}

function wholeFrom(path: string, value: number, least: number): number {
  if (!Number.isSafeInteger(value) || value < least) throw badValue(path, `a whole number from ${least}`, value)
  return value
}

/** `grok-mlp-small-20261122-061500-kqtzab`: names a run, decides nothing in it; short enough to be part of a path. Hundreds may begin in one second. */
export function newRunId(experiment: string): string {
  const [day = '', time = ''] = new Date().toISOString().replace(/[-:]/g, '').split(/[T.]/)
  const letters = Array.from({ length: 6 }, () => String.fromCharCode(97 + randomInt(26))).join('')
  return `${experiment.slice(0, 100)}-${day}-${time}-${letters}`
}
