import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { messageOf, PhasescopeError } from '#src/vocabulary/index.ts'
import { isTensorFile, readTensors } from '#trainer/formats/index.ts'
import { stepOfSnapshot } from '../snapshots.ts'

/** A whole file of tensors of a known step. */
export interface SnapshotFile {
  readonly path: string
  readonly step: number
  readonly bytes: number
}

/** A file that cannot be measured as it is, and why; when it changes it is looked at again. */
export interface Fault {
  readonly path: string
  readonly why: string
}

/** What a folder has now: one file a step, in the order of steps, and what is none. */
export interface Found {
  readonly files: readonly SnapshotFile[]
  readonly faults: readonly Fault[]
}

/** Looks into a folder again and again, and reads only what is new. */
export interface SnapshotFolder {
  look(): Found
}

/** Folders in which observing keeps its own. */
const OWN = new Set(['.observe', 'hvp'])

export function openSnapshotFolder(folder: string, largestBytes: number): SnapshotFolder {
  let known = new Map<string, { readonly stamp: string; readonly file: SnapshotFile | Fault }>()

  function judged(path: string, bytes: number): SnapshotFile | Fault {
    if (bytes > largestBytes)
      return {
        path,
        why: `it has ${bytes} bytes, and at most ${largestBytes} are measured; --queue-bytes sets how many`,
      }
    try {
      const step = stepOfSnapshot(path, readTensors(path))
      return step === null ? { path, why: WITHOUT_STEP } : { path, step, bytes }
    } catch (error) {
      if (error instanceof PhasescopeError || isGone(error)) return { path, why: messageOf(error) }
      throw error
    }
  }

  return {
    look() {
      const next: typeof known = new Map()
      for (const path of filesIn(folder)) {
        const stat = statSync(path, { throwIfNoEntry: false })
        if (stat?.isFile() !== true) continue
        const stamp = `${stat.size} ${stat.mtimeMs} ${stat.ino}`
        const before = known.get(path)
        next.set(path, before?.stamp === stamp ? before : { stamp, file: judged(path, stat.size) })
      }
      known = next
      return oneAStep([...next.values()].map(({ file }) => file))
    },
  }
}

const WITHOUT_STEP =
  'nobody says of which step it is; name it step-1000.safetensors, or put `step` into its metadata or a tensor'

/** Of two files of one step the first by name counts: which of them to believe is not for us to say. */
function oneAStep(all: readonly (SnapshotFile | Fault)[]): Found {
  const byStep = new Map<number, SnapshotFile>()
  const faults: Fault[] = []
  for (const one of all) {
    if ('why' in one) faults.push(one)
    else {
      const other = byStep.get(one.step)
      if (other === undefined) byStep.set(one.step, one)
      else faults.push({ path: one.path, why: `it is of step ${one.step}, as ${other.path} is, which is measured` })
    }
  }
  return { files: [...byStep.values()].sort((a, b) => a.step - b.step), faults }
}

const order = new Intl.Collator('en', { numeric: true })

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => isTensorFile(name) && !OWN.has(name.split(sep)[0] ?? ''))
    .toSorted(order.compare)
    .map((name) => join(folder, name))
}

export function isGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}
