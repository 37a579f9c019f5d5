import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PROGRAMS } from '../native/compile.ts'
import type { NativeInstall } from '../native.ts'
import { readLastBy, type Constant, type Form, type OpAttribute, type Recording } from './recording.ts'

/** A program as `native/program.cc` keeps it; it goes when nobody holds it any more. */
export type Program = { readonly of: 'program' }

type Values = Constant['data']

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
      /** Places that nothing after it reads. */
      readonly done: readonly number[]
    }[]
    readonly outputs: readonly number[]
  }): Program
  /**
   * All programs on the same inputs, by so many threads. What they give for an output is added up, each times its share,
   * where `summed` says so; where not, it is joined in their order.
   */
  run(
    programs: readonly Program[],
    inputs: readonly Values[],
    shares: readonly number[],
    summed: readonly boolean[],
    threads: number,
  ): (Float32Array | Int32Array)[]
  /** Brings means and weights forward; see `trainer/optimizers/adamw.ts`, which gives the constants by name. */
  adamW(
    constants: readonly number[],
    gradient: Float32Array,
    old: Float32Array,
    first: Float32Array,
    second: Float32Array,
    next: Float32Array,
  ): void
}

/** Null beside a binding that we have not compiled. */
export function loadPrograms({ library }: NativeInstall): ProgramModule | null {
  const path = join(dirname(library), '..', PROGRAMS)
  return existsSync(path) ? (createRequire(import.meta.url)(path) as ProgramModule) : null
}

/** `threads`: how many share each operation of it. */
export function programOf({ make }: ProgramModule, recording: Recording, threads: number): Program {
  const done = readLastBy(recording)
  return make({
    ...recording,
    threads,
    operations: recording.operations.map(({ gives, ...operation }, i) => {
      return { ...operation, outputs: gives.length, done: done[i] as number[] }
    }),
  })
}
