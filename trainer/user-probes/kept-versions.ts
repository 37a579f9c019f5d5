import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import type { Probe } from '#probes/define.ts'
import { isPathName, messageOf, pathIn, usageError } from '#src/vocabulary/index.ts'
import { writeWhole } from '#trainer/formats/index.ts'
import { hashOf } from '#trainer/user-files/index.ts'
import { baseOf, idOf, loadUserProbe, numberOf, type Handling } from './load-user-probe.ts'

/** The exact source of every version that a run was offered: `<folder>/<id>.ts`. An edited file changes none of them. */
export interface KeptVersions {
  /** The id of the version that this source is, or the one it would get. */
  idOf(base: string, source: string, isTaken: boolean): { readonly id: string; readonly isKept: boolean }
  keep(id: string, source: string): void
}

/** Without a folder nothing is kept, for whoever has no run to replay. */
export function openKeptVersions(folder: string | null): KeptVersions {
  const ids = folder === null ? [] : keptIds(folder).map((id) => [id, fileOf(folder, id)] as const)
  const hashes = new Map(ids.map(([id, file]) => [id, hashOf(readFileSync(file, 'utf8'))]))
  return {
    idOf(base, source, isTaken) {
      const hash = hashOf(source)
      const ids = [...hashes.keys()].filter((id) => baseOf(id) === base)
      const same = ids.find((id) => hashes.get(id) === hash)
      if (same !== undefined) return { id: same, isKept: true }
      return { id: idOf(base, Math.max(isTaken ? 1 : 0, ...ids.map(numberOf)) + 1), isKept: false }
    },
    keep(id, source) {
      hashes.set(id, hashOf(source))
      if (folder === null) return
      mkdirSync(folder, { recursive: true })
      writeWhole(fileOf(folder, id), Buffer.from(source))
    },
  }
}

/** Every version that a run was offered, for whoever replays it or takes it up. */
export function keptUserProbes(folder: string, handling: Handling): Probe[] {
  return keptIds(folder).map((id) => naming(fileOf(folder, id), (file) => loadUserProbe(file, id, null, handling)))
}

/** Of a file that somebody broke since, the reader has to know where it lies. */
function naming<T>(file: string, load: (file: string) => T): T {
  try {
    return load(file)
  } catch (error) {
    throw usageError(`${file}: ${messageOf(error)}; restore it from a copy, or remove it if the run is to do without`)
  }
}

/** Where the source of a version is kept. */
function fileOf(folder: string, id: string): string {
  return pathIn(folder, id, '.ts')
}

function keptIds(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith('.ts')) // a link may lead out of the folder
    .map(({ name }) => name.slice(0, -'.ts'.length))
    .filter(isPathName)
}
