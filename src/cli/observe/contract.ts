import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isPathName, isRecord, type Cadence, type Need, type OptionValues, type RunId } from '#src/vocabulary/index.ts'
import { kindOf, readRegular, writeWhole } from '#trainer/formats/index.ts'
import type { Stretch } from './may-go.ts'
import { isGone } from './snapshot-folder.ts'

/** What whoever writes the snapshots says in `run.json`. */
export interface RunOfFolder {
  readonly run: RunId
  readonly hub: string | null
  /** The hub's data folder, if that is on this machine. */
  readonly data: string | null
  /** Facts of the training, as JSON. */
  readonly facts: string | undefined
}

export const RUN_FILE = 'run.json'

/** Null where there is no such file; a fault where it is none that a client writes. */
export function runOfFolder(folder: string): RunOfFolder | { readonly fault: string } | null {
  const file = join(folder, RUN_FILE)
  const found = statSync(file, { throwIfNoEntry: false })
  if (found?.isFile() === false) return { fault: `${file}: it is ${kindOf(found)}, and only a file is read` }
  const said = jsonIn(file)
  if (said === undefined) return null
  if (!isRecord(said) || typeof said.run !== 'string' || !isPathName(said.run))
    return { fault: `${file}: expected {"run": "the id of a run", …}` }
  const { run, hub, data, facts } = said
  return {
    run,
    hub: typeof hub === 'string' && URL.canParse(hub) ? hub : null,
    data: typeof data === 'string' ? data : null,
    ...(isRecord(facts) ? { facts: JSON.stringify(facts) } : { facts: undefined }),
  }
}

/** A probe that the page attached to the run. */
export interface Asked {
  readonly probe: string
  readonly cadence: Cadence | null
  readonly options: OptionValues
}

/** What `asked.json` lists; nothing where there is no such file, or no such list in it. */
export function askedIn(folder: string): Asked[] {
  const said = jsonIn(join(folder, 'asked.json'))
  if (!Array.isArray(said)) return []
  return said.flatMap((one: unknown): Asked[] => {
    if (!isRecord(one) || typeof one.probe !== 'string') return []
    const options = isRecord(one.options) ? (one.options as OptionValues) : {}
    return [{ probe: one.probe, cadence: isRecord(one.cadence) ? (one.cadence as unknown as Cadence) : null, options }]
  })
}

/** What whoever writes the snapshots is told in `wanted.json`. */
export interface Wanted {
  /** Steps between snapshots that would do; null where one at each that is written is wanted. */
  readonly every: number | null
  readonly namespaces: readonly string[]
  readonly offers: readonly string[]
  readonly notServed: Readonly<Record<string, string>>
  /** Snapshots that may go, from one step to another: measured or skipped, and compared with none that waits. */
  readonly done: readonly Stretch[]
}

/** Tells it where it is not what was told last, or the folder was made again; nothing while there is no folder. */
export function openWanted(folder: string): (wanted: Wanted) => void {
  const file = join(folder, 'wanted.json')
  let told = ''
  return (wanted) => {
    const text = `${JSON.stringify(wanted)}\n`
    if (!existsSync(folder) || (text === told && existsSync(file))) return
    told = ''
    try {
      writeWhole(file, text)
      told = text
    } catch (error) {
      if (!isGone((error as Error).cause)) throw error // it was moved away meanwhile, and is told once it is there again
    }
  }
}

/** What the writer of snapshots has to write for a need. */
const NAMESPACES_FOR: Partial<Record<Need, readonly string[]>> = {
  updates: ['before'],
  previousUpdates: ['before', 'two-before'],
  gradients: ['grad'],
  previousGradients: ['grad', 'previous-grad'],
  train: ['logits', 'labels', 'inputs', 'targets'],
  test: ['test'],
  shifted: ['test'],
  predictions: ['logits', 'labels', 'inputs', 'targets', 'test'],
  classes: ['logits'],
  hidden: ['hidden', 'inputs'],
  initialHidden: ['hidden', 'inputs'],
  referenceHidden: ['hidden', 'inputs'],
  labels: ['labels'],
  head: ['logits'],
  attention: ['attention'],
  objective: ['inputs', 'targets', 'labels'],
  chain: ['inputs', 'targets', 'labels', 'test'],
  initialChain: ['inputs', 'targets', 'labels'],
  optimizer: ['preconditioner'],
}

/** Weights are always among them: they are what a snapshot is of. */
export function namespacesFor(needs: Iterable<Need>): string[] {
  return [...new Set(['weights', ...[...needs].flatMap((need) => NAMESPACES_FOR[need] ?? [])])].sort()
}

/** Undefined where there is no file, or it is no JSON (yet). */
function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readRegular(path).toString()) as unknown
  } catch {
    return undefined // the next look finds it, or it was never there
  }
}
