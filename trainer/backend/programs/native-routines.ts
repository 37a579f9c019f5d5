import type { Tensor } from '@tensorflow/tfjs-core'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Tf } from '../load-native.ts'
import { PROGRAMS } from '../native/compile.ts'
import type { NativeInstall } from '../native.ts'
import { record, type NodeBackend, type Outputs } from './record.ts'
import {
  areAlike,
  readLastBy,
  workOf,
  type Constant,
  type Form,
  type OpAttribute,
  type Recording,
} from './recording.ts'
import type { Routine, Work } from './routine.ts'

/** A program as `native/program.cc` keeps it; it goes when nobody holds it any more. */
type Program = { readonly of: 'program' }

/** What `native/program.cc` offers. */
export interface ProgramModule {
  make(program: {
    readonly threads: number
    readonly inputs: readonly Form[]
    readonly constants: readonly Constant[]
    readonly operations: readonly {
      readonly name: string
      readonly attributes: readonly OpAttribute[]
      readonly inputs: readonly number[]
      readonly outputs: number
      readonly done: readonly number[]
    }[]
    readonly outputs: readonly number[]
  }): Program
  run(program: Program, inputs: readonly Constant['data'][]): (Float32Array | Int32Array)[]
  adamW(
    constants: readonly number[],
    ...arrays: [
      gradient: Float32Array,
      old: Float32Array,
      first: Float32Array,
      second: Float32Array,
      next: Float32Array,
    ]
  ): void
}

/**
 * Up to so many multiplications and additions are done by one thread. Two are hardly faster there, since they wait for
 * each other at each operation, and where another process wants a core, that takes up to a time slice each.
 */
const SMALL = 4e8

interface Known {
  readonly program: Program
  readonly names: readonly string[]
  readonly shapes: readonly (readonly number[])[]
}

/** Null beside a binding that we have not compiled. */
export function loadPrograms({ library }: NativeInstall): ProgramModule | null {
  const path = join(dirname(library), '..', PROGRAMS)
  return existsSync(path) ? (createRequire(import.meta.url)(path) as ProgramModule) : null
}

/** Routines that are recorded when they are first run, and are one call from then on. */
export function nativeRoutines(tf: Tf, module: ProgramModule, threads: number): () => Routine {
  const backend = tf.backend() as unknown as NodeBackend

  function learned(work: Work, another: (() => Work) | undefined): Known | null {
    const { outputs, recording } = recordedAndGone(work)
    const isSame = (): boolean => {
      if (recording === null || another === undefined) return recording !== null
      const second = recordedAndGone(another()).recording
      return second !== null && areAlike(recording, second)
    }
    return isSame() ? { program: made(recording as Recording), ...outputs } : null
  }

  function recordedAndGone({ inputs, compute }: Work) {
    let found: { outputs: Pick<Known, 'names' | 'shapes'>; recording: Recording | null } | null = null
    tf.tidy(() => {
      const { outputs, recording } = record(backend, inputs, compute)
      const shapes = Object.values(outputs).map(({ shape }) => shape)
      found = { outputs: { names: Object.keys(outputs), shapes }, recording }
    })
    return found as unknown as { outputs: Pick<Known, 'names' | 'shapes'>; recording: Recording | null }
  }

  function made(recording: Recording): Program {
    const done = readLastBy(recording)
    return module.make({
      ...recording,
      threads: workOf(recording) <= SMALL ? 1 : threads,
      operations: recording.operations.map(({ gives, ...operation }, i) => {
        return { ...operation, outputs: gives.length, done: done[i] as number[] }
      }),
    })
  }

  return () => {
    /** By the shapes of the inputs; null where the work is not to be had by one list of operations. */
    const programs = new Map<string, Known | null>()
    return {
      run(work, another): Outputs {
        const key = work.inputs.map(({ shape, dtype }) => `${dtype} ${String(shape)}`).join('; ')
        let known = programs.get(key)
        if (known === undefined) programs.set(key, (known = learned(work, another)))
        if (known === null) return work.compute()
        const { program, names, shapes } = known
        const found = module.run(
          program,
          work.inputs.map((input) => input.dataSync() as Constant['data']),
        )
        const tensor = (values: Float32Array | Int32Array, i: number): Tensor =>
          tf.tensor(values, [...(shapes[i] as number[])], values instanceof Int32Array ? 'int32' : 'float32')
        return Object.fromEntries(names.map((name, i) => [name, tensor(found[i] as Float32Array, i)]))
      },
      close: () => programs.clear(),
    }
  }
}
