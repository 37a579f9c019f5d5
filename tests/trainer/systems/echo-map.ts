import type { Inputs, Layers } from '#probes/inputs.ts'
import type { ParameterValues } from '#src/vocabulary/index.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { lastOf } from '#trainer/experiments/claimed.ts'
import type { Experiment } from '#trainer/experiments/define.ts'
import { weightsOf } from '#trainer/systems/system-state.ts'
import type { System } from '#trainer/systems/system.ts'
import { lazyProperties } from '#trainer/tensors/lazy.ts'

/**
 * A system without a network, in double precision: x → factor · x + (x one step ago) / 8. It remembers a step, counts its
 * turns backwards from −0, and shows factor · x² as its loss, by the factor that led to the step.
 */
export const echoMap: Experiment = {
  id: 'echo-map',
  name: 'Echo map',
  about: 'A number is halved and hears an echo of what it was',
  reference: 'None',
  parameters: [
    { key: 'factor', about: 'Share of x that is kept', settable: true, type: 'number', default: 0.5, min: -1, max: 1 },
    { key: 'size', about: 'Numbers that are mapped alike', type: 'integer', default: 3, min: 1, max: 9 },
  ],
  seed: 1,
  steps: 30,
  probes: [],
  claims: [
    { id: 'dies-away', about: 'It dies away', of: lastOf('weight-norm/total'), from: 0, to: 1e-6, source: 'Its own' },
  ],
  provides: ['weights', 'updates', 'train', 'series'],
  open: (settings, seed) => openEchoMap(settings, seed),
}

/** Without any part of the program: x at steps 0 … steps, where the factor is set at some of them. */
export function trajectoryOf(settings: ParameterValues, seed: number, steps: number, set: Record<number, number> = {}) {
  const all = [beginning(settings, seed)]
  let factor = settings.factor as number
  for (let step = 0; step < steps; step++) {
    factor = set[step] ?? factor
    const now = all[step] as Float64Array
    const before = all[step - 1]
    all.push(now.map((x, i) => factor * x + (before?.[i] ?? 0) / 8))
  }
  return all
}

function beginning({ size }: ParameterValues, seed: number): Float64Array {
  const stream = openStream(seed, 'beginning')
  return Float64Array.from({ length: size as number }, () => stream.normal())
}

function openEchoMap(settings: ParameterValues, seed: number): System {
  let [shown, inForce] = [settings, settings]
  let step = 0
  let x = beginning(settings, seed)
  let before: Float64Array | null = null
  let turns = -0
  let updates = 0
  let inputs = shows({ x: { shape: [x.length], values: x } }, before, shown)

  function stand(): void {
    shown = inForce
    inputs = shows({ x: { shape: [x.length], values: x } }, before, shown)
  }

  return {
    get step() {
      return step
    },
    get inputs() {
      return inputs
    },
    get ownWork() {
      return { ms: 0, updates }
    },
    prepare() {},
    advance() {
      const next = x.map((value, i) => (inForce.factor as number) * value + (before?.[i] ?? 0) / 8)
      ;[before, x] = [x, next]
      step += 1
      updates += 1
      turns -= 1
      stand()
    },
    state: () => ({
      step,
      tensors: {
        x: { shape: [x.length], values: x },
        ...(before !== null && { 'before/x': { shape: [x.length], values: before } }),
      },
      numbers: { turns },
    }),
    restore(state, by) {
      x = weightsOf(state).x!.values as Float64Array
      before = (state.tensors['before/x']?.values ?? null) as Float64Array | null
      step = state.step
      turns = state.numbers.turns!
      if (turns !== -step) throw new Error(`Restored at step ${step} with ${turns} turns`)
      inForce = by
      stand()
    },
    set(key, value) {
      inForce = { ...inForce, [key]: value }
    },
    glimpse: (weights, by, read) => read(shows(weights, null, by)),
    dispose() {},
  }
}

/** What it shows where it stands at numbers, and stood at others before. */
function shows(weights: Layers, before: Float64Array | null, { factor }: ParameterValues): Partial<Inputs> {
  const { shape, values } = weights.x!
  return lazyProperties<Pick<Inputs, 'weights' | 'updates' | 'train'>>({
    weights: () => weights,
    updates: () => (before === null ? null : { x: { shape, values: values.map((x, i) => x - before[i]!) } }),
    train: () => ({ loss: (factor as number) * [...values].reduce((sum, x) => sum + x * x, 0), accuracy: 0 }),
  })
}
