import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tf } from '../load-native.ts'
import { programOf, type Program, type ProgramModule } from './program-module.ts'
import { record, type NodeBackend, type Outputs } from './record.ts'
import { areAlike, workOf, type Constant, type Recording } from './recording.ts'
import type { Divisible, Nature, Routine, Work } from './routine.ts'

/**
 * Up to so many multiplications and additions are done by one thread. Two are hardly faster there, since they wait for
 * each other at each operation, and where another process wants a core, that takes up to a time slice each.
 */
const SMALL = 4e8

/**
 * More is done in parts of about so many, and by as many threads as there are: what lies between two operations then fits
 * in a cache. There are at most so many parts, since each has every operation to itself.
 */
const PART = 2e8
const MOST_PARTS = 8

/** The way back is about twice the way there. */
const THERE_AND_BACK = 3

/** So few examples are not parted further. */
const FEWEST_EXAMPLES = 64

type Values = Float32Array | Int32Array

/** How work is run from now on. */
interface Known {
  readonly programs: readonly Program[]
  readonly shares: readonly number[]
  readonly outputs: readonly { readonly name: string; readonly shape: number[]; readonly isSummed: boolean }[]
}

/**
 * Routines that are recorded when they are first run, and are one call from then on, the first time too. How they are
 * parted does not depend on the number of threads.
 */
export function nativeRoutines(tf: Tf, module: ProgramModule, threads: number): () => Routine {
  const backend = tf.backend() as unknown as NodeBackend

  const recorded = ({ inputs, compute }: Work) => record(backend, inputs, compute)

  function learned(work: Work, { another, divisible }: Nature): Known | null {
    const { outputs, recording } = recorded(work)
    if (recording === null) return null
    if (another !== undefined && !isTheSame(recording, recorded(another()).recording)) return null
    const forward = divisible === undefined ? null : recorded(divisible.forward)
    const size = forward?.recording ? THERE_AND_BACK * workOf(forward.recording) : workOf(recording)
    if (size > SMALL && divisible !== undefined && forward !== null) {
      const inParts = parted(outputs, size, divisible)
      if (inParts !== null && agree(forward.outputs, ran(divisible.forward, inParts))) return inParts
    }
    return {
      programs: [programOf(module, recording, size > SMALL ? threads : 1)],
      shares: [1],
      outputs: Object.entries(outputs).map(([name, { shape }]) => ({ name, shape, isSummed: false })),
    }
  }

  function parted(outputs: Outputs, size: number, { examples, between, overExamples }: Divisible): Known | null {
    const count = Math.min(2 ** Math.ceil(Math.log2(size / PART)), MOST_PARTS, Math.floor(examples / FEWEST_EXAMPLES))
    if (count < 2) return null
    const bound = (part: number) => Math.round((part * examples) / count)
    const parts = Array.from({ length: count }, (_, part) => {
      const { recording } = recorded(between(bound(part), bound(part + 1)))
      const program = recording === null ? null : programOf(module, recording, 1)
      return { program, share: (bound(part + 1) - bound(part)) / examples }
    })
    const programs = parts.flatMap(({ program }) => program ?? [])
    if (programs.length < count) return null
    const kinds = new Set(Object.keys(outputs).map(overExamples))
    return {
      programs,
      shares: parts.map(({ share }) => (kinds.has('sum') ? 1 : share)),
      outputs: Object.entries(outputs).map(([name, { shape }]) => {
        return { name, shape, isSummed: overExamples(name) !== null }
      }),
    }
  }

  function ran({ inputs }: Work, { programs, shares, outputs }: Known): Outputs {
    const found = module.run(
      programs,
      inputs.map((input) => input.dataSync() as Constant['data']),
      shares,
      outputs.map(({ isSummed }) => isSummed),
      threads,
    )
    const tensor = (values: Values, shape: number[]): Tensor =>
      tf.tensor(values, shape, values instanceof Int32Array ? 'int32' : 'float32')
    return Object.fromEntries(outputs.map(({ name, shape }, i) => [name, tensor(found[i] as Values, shape)]))
  }

  return () => {
    /** By the shapes of the inputs; null where the work is not to be had by one list of operations. */
    const all = new Map<string, Known | null>()
    return {
      run(work, nature = {}): Outputs {
        const key = work.inputs.map(({ shape, dtype }) => `${dtype} ${String(shape)}`).join('; ')
        let known = all.get(key)
        if (known === undefined) {
          known = null
          tf.tidy(() => void (known = learned(work, nature)))
          all.set(key, known)
        }
        return known === null ? work.compute() : ran(work, known)
      },
      close: () => all.clear(),
    }
  }
}

function isTheSame(recording: Recording, other: Recording | null): boolean {
  return other !== null && areAlike(recording, other)
}

/** Far more than rounding makes of one, far less than a network does whose examples see each other. */
const CLOSE = 1e-2

/** Whether work that is done in parts comes to what it comes to as a whole: what normalizes over a batch does not. */
function agree(whole: Outputs, parts: Outputs): boolean {
  return Object.entries(whole).every(([name, tensor]) => {
    if (tensor.dtype !== 'float32') return true
    const expected = tensor.dataSync() as Float32Array
    const got = (parts[name] as Tensor).dataSync() as Float32Array
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    if (!Number.isFinite(largest)) return true // what is lost already is not told apart by how it was computed
    return (
      expected.length === got.length &&
      expected.every((value, i) => Math.abs(value - (got[i] as number)) <= CLOSE * largest)
    )
  })
}
