import { closeSync, readSync, statSync, type Stats } from 'node:fs'
import { messageOf, PhasescopeError } from '#src/vocabulary/index.ts'
import { openRegular, readTensors } from '#trainer/formats/index.ts'
import { stepOfSnapshot } from '../snapshots.ts'
import { tensorFilesIn } from '../tensor-files.ts'

/** A whole file of tensors of a known step. */
export interface SnapshotFile {
  readonly path: string
  readonly step: number
  readonly bytes: number
  /** Tells this file from what may be written in its place. */
  readonly stamp: string
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

  function judged(path: string, bytes: number, stamp: string): SnapshotFile | Fault {
    if (bytes > largestBytes)
      return {
        path,
        why: `it has ${bytes} bytes, and at most ${largestBytes} are measured; --queue-bytes sets how many`,
      }
    try {
      const header = headerBytesOf(path)
      if (header > MOST_HEADER_BYTES) return { path, why: `its header has ${header} bytes, and at most ${MOST_HEADER_BYTES} are read` } // prettier-ignore
      const step = stepOfSnapshot(path, readTensors(path))
      return step === null ? { path, why: WITHOUT_STEP } : { path, step, bytes, stamp }
    } catch (error) {
      if (error instanceof PhasescopeError || isGone(error)) return { path, why: messageOf(error) }
      throw error
    }
  }

  return {
    look() {
      const next: typeof known = new Map()
      for (const path of tensorFilesIn(folder, (name) => OWN.has(name))) {
        const stat = fileAt(path)
        if (stat === null) continue
        const stamp = stampOf(stat)
        const before = known.get(path)
        next.set(path, before?.stamp === stamp ? before : { stamp, file: judged(path, stat.size, stamp) })
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

/** Some 65,000 tensors, and what is said of them: of a million every look takes minutes, in which nobody else has a turn. */
const MOST_HEADER_BYTES = 8 * 2 ** 20

/** As a safetensors file says in its first eight bytes; 0 of others, whose readers have bounds of their own. */
function headerBytesOf(path: string): number {
  if (!/\.safetensors$/i.test(path)) return 0
  const file = openRegular(path)
  try {
    const bytes = Buffer.alloc(8)
    return readSync(file, bytes, 0, 8, 0) < 8 ? 0 : Number(bytes.readBigUInt64LE())
  } finally {
    closeSync(file)
  }
}

/** Whether a file is still the one that was looked at. */
export function isSame({ path, stamp }: SnapshotFile): boolean {
  const stat = fileAt(path)
  return stat !== null && stampOf(stat) === stamp
}

/** Null where there is no file. */
function fileAt(path: string): Stats | null {
  try {
    const stat = statSync(path, { throwIfNoEntry: false })
    return stat?.isFile() === true ? stat : null
  } catch {
    return null // a link that leads to itself
  }
}

const stampOf = ({ size, mtimeMs, ino }: Stats) => `${size} ${mtimeMs} ${ino}`

export function isGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === 'ENOENT'
}
