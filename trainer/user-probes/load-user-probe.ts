import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Probe } from '#probes/define.ts'
import type { Inputs } from '#probes/inputs.ts'
import { currentName, runtimeError, type Need } from '#src/vocabulary/index.ts'
import {
  hashOf,
  measureWithin,
  TookTooLong,
  UserFileError,
  userModule,
  type UserModule,
} from '#trainer/user-files/index.ts'
import { camelCase, cardFaults, ID } from './card-rules.ts'
import { PROBE_FILE } from './project-probes.ts'
import { guarded, type Origin } from './guarded.ts'

/** How long a file may take to load: it defines, and computes nothing; a busy machine takes its time with what it imports. */
const LOAD_LIMIT_MS = 3_000

/** How what is loaded is to be treated. */
export type Handling = Pick<Origin, 'tf' | 'limitMs'>

/**
 * A version of a user-defined probe as it was offered, for a replay, a branch or a run that is resumed: from its kept
 * file, and from no other text. `hash` may be left out where the file is trusted to be as it was kept.
 */
export function loadUserProbe(file: string, id: string, hash: string | null, handling: Handling): Probe {
  const source = readFileSync(file, 'utf8')
  if (hash !== null && hashOf(source) !== hash)
    throw runtimeError(`${file} has changed since probe '${id}' was checked; restore it from a copy`)
  return version(defined(file, baseOf(id), source, handling), id, null, handling)
}

/** A probe as a file defines it: nothing of it has been asked to measure. */
export interface Defined {
  readonly probe: Probe
  readonly file: string
  readonly address: string
}

export function defined(file: string, id: string, source: string, { tf }: Pick<Handling, 'tf'>): Defined {
  const { address, exports } = loaded(file, source, tf)
  const probe = asSpelledNow(exported(file, id, exports))
  const faults = cardFaults(probe)
  if (faults.length > 0) throw new UserFileError(file, { line: null, why: faults.join('; ') })
  return { probe, file, address }
}

/** A file that was kept before some names were spelled as they are now goes on reading its inputs by those it knows. */
function asSpelledNow(probe: Probe): Probe {
  const needs = probe.needs.map(currentName)
  const group = currentName(probe.group)
  if (probe.needs.every((need, i) => need === needs[i])) return { ...probe, group }
  const known = (inputs: Pick<Inputs, Need>) =>
    Object.fromEntries(probe.needs.map((need) => [need, inputs[currentName(need)]])) as typeof inputs
  const measure: Probe['measure'] = (inputs, tools) => probe.measure(known(inputs), tools)
  if (probe.memory === undefined) return { ...probe, group, needs, measure }
  const { initial, next } = probe.memory
  return { ...probe, group, needs, measure, memory: { initial, next: (before, inputs) => next(before, known(inputs)) } }
}

/** A version under its own id, which its series bear, with its guard. */
export function version(
  { probe, file, address }: Defined,
  id: string,
  measureLine: number | null,
  handling: Handling,
): Probe {
  const number = numberOf(id)
  const name = number === 1 ? probe.name : `${probe.name}, version ${number}`
  return guarded({ ...probe, id, name }, { ...handling, file, address, measureLine })
}

/** The name of a file is that of its probe. */
export function idOfFile(file: string): string {
  const id = basename(file, '.ts')
  if (ID.test(id)) return id
  const why = `The file of a probe is named after its id in kebab case, such as weight-norm.ts; rename ${basename(file)}`
  throw new UserFileError(file, { line: null, why })
}

/** `weight-norm.v2` is the second version of `weight-norm`. */
export function baseOf(id: string): string {
  return id.replace(/\.v\d+$/, '')
}

export function numberOf(id: string): number {
  return Number(/\.v(\d+)$/.exec(id)?.[1] ?? 1)
}

export function idOf(base: string, number: number): string {
  return number === 1 ? base : `${base}.v${number}`
}

function loaded(file: string, source: string, tf: Handling['tf']): UserModule {
  try {
    return measureWithin(LOAD_LIMIT_MS, () => userModule(file, source, PROBE_FILE), tf)
  } catch (error) {
    if (!(error instanceof TookTooLong)) throw error
    const why = `Took longer than ${LOAD_LIMIT_MS} ms to load and was stopped; ${PROBE_FILE.loads}`
    throw new UserFileError(file, { line: null, why })
  }
}

function exported(file: string, id: string, module: UserModule['exports']): Probe {
  const name = camelCase(id)
  const probe = module[name]
  if (isProbe(probe) && probe.id === id) return probe
  const got = isProbe(probe)
    ? `its id is '${String(probe.id)}'`
    : `it exports ${Object.keys(module).join(', ') || 'nothing'}`
  const why = `Expected 'export const ${name} = defineProbe({ id: '${id}', … })', since the file is ${basename(file)}; ${got}`
  throw new UserFileError(file, { line: null, why })
}

/** What went through `defineProbe`, which fills in what a definition leaves open. */
function isProbe(value: unknown): value is Probe {
  return typeof value === 'object' && value !== null && 'measure' in value && 'remembers' in value
}
