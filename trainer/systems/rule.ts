import type { Inputs } from '#probes/inputs.ts'
import { runtimeError, type Need, type ParameterValues } from '#src/vocabulary/index.ts'
import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import { lazyProperties } from '#trainer/tensors/index.ts'
import { isPlain, weightsOf, type NamedTensors } from './system-state.ts'
import type { System } from './system.ts'

/**
 * A system on the host whose step is a pure function: dynamics, sampling chains, memories, learning rules without a
 * gradient. Whoever states the rule gets determinism, checkpoints, replays, forks and settings in mid-run for it.
 */
export interface Rule {
  /** What it is at step 0, under plain names; what it only remembers has a folder before its name (`sum/w`). */
  readonly begin: () => NamedTensors
  /** What it is a step later. What it is given it leaves as it is; chance comes from the streams of this step alone. */
  readonly next: (now: NamedTensors, settings: ParameterValues, chance: Chance) => NamedTensors
  /** What probes may read beside the weights and their updates; each is computed when it is first read. */
  readonly shows: (view: RuleView) => Readings
}

/** The stream of a name at one step: opened anew from seed, name and step, so that none has a state to be saved. */
export type Chance = (name: string) => RandomStream

/** Where a rule stands. */
export interface RuleView {
  readonly now: NamedTensors
  readonly initial: NamedTensors
  /** Those that led to this step. */
  readonly settings: ParameterValues
  /** The streams of the update that follows, so that its very draws can be shown; only needs of more than the weights may ask. */
  readonly chance: Chance
}

export type Readings = { readonly [N in Need]?: () => Inputs[N] }

const BEFORE = 'one-step-ago/'

/** What probes may read of a run by this rule. */
export function needsShownBy(rule: Rule, settings: ParameterValues): Need[] {
  const initial = rule.begin()
  return Object.keys(
    readingsOf(rule, { now: initial, initial, settings, chance: () => openStream(0, 'none') }, null),
  ) as Need[]
}

export function openRule(rule: Rule, settings: ParameterValues, seed: number): System {
  const initial = rule.begin()
  let [shown, inForce] = [settings, settings]
  let step = 0
  let now = initial
  let before: NamedTensors | null = null
  let inputs = inputsAt(now, before, settings, chanceAt(step))
  const own = { ms: 0, updates: 0 }

  function chanceAt(at: number): Chance {
    return (name) => openStream(seed, `${name} of step ${at}`)
  }

  function inputsAt(
    tensors: NamedTensors,
    ago: NamedTensors | null,
    by: ParameterValues,
    chance: Chance,
  ): Partial<Inputs> {
    return lazyProperties(readingsOf(rule, { now: tensors, initial, settings: by, chance }, ago) as Required<Readings>)
  }

  function stand(): void {
    shown = inForce
    inputs = inputsAt(now, before, shown, chanceAt(step))
  }

  return {
    get step() {
      return step
    },
    get inputs() {
      return inputs
    },
    get ownWork() {
      return { ...own }
    },
    prepare() {},
    advance() {
      const start = performance.now()
      const next = rule.next(now, inForce, chanceAt(step))
      before = weightsOf({ tensors: now })
      now = next
      step += 1
      own.updates += 1
      stand()
      own.ms += performance.now() - start
    },
    state: () => ({ step, tensors: { ...now, ...under(BEFORE, before ?? {}) }, numbers: {} }),
    restore(state, by) {
      const kept = Object.entries(state.tensors)
      const ago = kept.filter(([name]) => name.startsWith(BEFORE))
      now = Object.fromEntries(kept.filter(([name]) => !name.startsWith(BEFORE)))
      before =
        ago.length === 0
          ? null
          : Object.fromEntries(ago.map(([name, one]) => [name.slice(BEFORE.length), one] as const))
      step = state.step
      inForce = by
      stand()
    },
    set(key, value) {
      inForce = { ...inForce, [key]: value }
    },
    glimpse: (weights, by, read) => read(inputsAt(weights, null, by, atNoStep)),
    dispose() {},
  }
}

function atNoStep(name: string): never {
  throw runtimeError(
    `Stream '${name}' is of a step, and weights alone do not know theirs; ask only for needs that know it`,
  )
}

function readingsOf(rule: Rule, view: RuleView, before: NamedTensors | null): Readings {
  const weights = weightsOf({ tensors: view.now })
  return {
    weights: () => weights,
    initialWeights: () => weightsOf({ tensors: view.initial }),
    updates: () => (before === null ? null : changesOf(weights, before)),
    ...rule.shows(view),
  }
}

function changesOf(now: NamedTensors, before: NamedTensors): NamedTensors {
  return Object.fromEntries(
    Object.entries(now).map(([name, { shape, values }]) => {
      const then = before[name]?.values ?? []
      return [name, { shape, values: values.map((value, i) => value - (then[i] as number)) }]
    }),
  )
}

function under(folder: string, tensors: NamedTensors): NamedTensors {
  return Object.fromEntries(
    Object.entries(tensors).flatMap(([name, one]) => (isPlain(name) ? [[folder + name, one]] : [])),
  )
}
