import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { throughLayers, type Ensemble } from '#probes/maths/physics/mean-field.ts'
import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import type { Rule } from '../rule.ts'
import type { NamedTensors } from '../system-state.ts'
import { throughLayer, type Signals } from './layer.ts'

/** Networks at initialization through which examples are sent, and nothing is trained. */
export interface Propagation extends Ensemble {
  readonly width: number
  /** Networks, which see the same examples. */
  readonly draws: number
  readonly examples: number
}

/**
 * Signals on their way through random networks. A step is a layer: its weights are drawn, the preactivations of every
 * network pass it, and by how much it stretched a small change is noted beside what mean-field theory says.
 */
export function signalPropagation(of: Propagation, seed: number): Rule {
  return {
    begin: () => ({ z: stacked(inputsOf(of, seed), of.draws), 'profile/kernel': list([1]) }),
    next(now, _settings, chance) {
      const { values } = now.z!
      const size = of.examples * of.width
      const next = new Float64Array(values.length)
      let [kernel, susceptibility] = [0, 0]
      for (let draw = 0; draw < of.draws; draw++) {
        const signals = signalsAt(values.subarray(draw * size, (draw + 1) * size), of)
        const layer = throughLayer(of, signals, chance(`layer of network ${draw}`))
        next.set(layer.z, draw * size)
        kernel += layer.kernel / of.draws
        susceptibility += layer.susceptibility / of.draws
      }
      return {
        z: { shape: now.z!.shape, values: next },
        'profile/kernel': longer(now['profile/kernel'], kernel),
        'profile/susceptibility': longer(now['profile/susceptibility'], susceptibility),
      }
    },
    shows: ({ now }) => ({ profiles: () => profilesOf(of, now) }),
  }
}

/** Examples of mean square 1, the same for every network. */
function inputsOf({ examples, width }: Propagation, seed: number): Float64Array {
  const stream: RandomStream = openStream(seed, 'inputs')
  const inputs = Float64Array.from({ length: examples * width }, () => stream.normal())
  for (let from = 0; from < inputs.length; from += width) {
    const row = inputs.subarray(from, from + width)
    const scale = Math.sqrt(width / row.reduce((sum, x) => sum + x * x, 0))
    row.forEach((x, i) => (row[i] = scale * x))
  }
  return inputs
}

function stacked(inputs: Float64Array, draws: number) {
  const values = new Float64Array(inputs.length * draws)
  for (let draw = 0; draw < draws; draw++) values.set(inputs, draw * inputs.length)
  return { shape: [values.length], values }
}

function signalsAt(z: Float64Array | Float32Array, { examples, width }: Propagation): Signals {
  return { rows: examples, cols: width, data: z }
}

function profilesOf(of: Propagation, now: NamedTensors): Readonly<Record<string, Matrix>> {
  const [kernels, found] = ['kernel', 'susceptibility'].map((name) => now[`profile/${name}`]?.values ?? [])
  const theory = throughLayers(of, 1, found!.length)
  return {
    susceptibility: profile(1, found!, theory.susceptibilities),
    kernel: profile(0, kernels!, theory.kernels),
  }
}

function profile(first: number, measured: ArrayLike<number>, theory: readonly number[]): Matrix {
  const rows = Array.from(measured, (value, i) => [first + i, value, theory[i] ?? NaN])
  return { rows: rows.length, cols: 3, data: Float64Array.from(rows.flat()) }
}

function longer(record: NamedTensors[string] | undefined, value: number) {
  return list([...(record?.values ?? []), value])
}

function list(values: readonly number[]) {
  return { shape: [values.length], values: Float64Array.from(values) }
}
