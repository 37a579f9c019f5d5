import { basename, dirname } from 'node:path'
import type { Probe } from '#probes/define.ts'
import { attachmentOf, type Offer } from '#trainer/observing/index.ts'
import {
  type Checker,
  FILE_BYTES,
  faultOf,
  faultOfSize,
  type FileChange,
  hashOf,
  UserFileError,
} from '#trainer/user-files/index.ts'
import { openKeptVersions } from './kept-versions.ts'
import { defined, idOfFile, version, type Handling } from './load-user-probe.ts'
import { FRAME, isProjectFolder } from './project-probes.ts'
import type { ProbeFileEvent } from './watch-probe-folders.ts'

/** What judging a file depends on besides the file. */
export interface Judging extends Handling {
  /** What the run was started with: these ids are taken. */
  readonly probes: readonly Probe[]
  readonly detectors: readonly Pick<Probe, 'id'>[]
  readonly experiment: Offer
  /** Where the source of every version is kept, for this run alone; null where there is none. */
  readonly kept: string | null
  /** Tries a version on the run as it stands; what it throws is why the version is not offered. */
  readonly tryOut?: (probe: Probe) => Promise<unknown>
}

/** How a file stands: the text that was judged last, and the version that was offered last. */
interface FileVersion {
  readonly hash: string
  readonly id: string | null
}

type Offered = Extract<ProbeFileEvent, { type: 'offered' }>

/** From changes of files to what is to be said of them; null where nothing is. One at a time. */
export function openJudge(judging: Judging, checker: Checker) {
  const { probes, detectors, experiment, kept, tryOut } = judging
  const versions = openKeptVersions(kept)
  const versionsOfFiles = new Map<string, FileVersion>()
  const offers = new Map<string, Offered>()
  const builtIns = new Map(probes.map((probe) => [probe.id, probe]))

  return async ({ file, source, tooMany }: FileChange): Promise<ProbeFileEvent | null> => {
    if (source === null) return gone(file)
    const hash = hashOf(tooMany === undefined ? source : `${tooMany} bytes`)
    const before = versionsOfFiles.get(file)
    const name = basename(file, '.ts')
    const isInProject = isProjectFolder(dirname(file))
    if (before?.hash === hash) return null
    if (isInProject && [...FRAME, ...detectors.map(({ id }) => id)].includes(name)) return null
    const builtIn = isInProject ? builtIns.get(name) : undefined
    if (builtIn !== undefined && before === undefined) {
      // As the run was started with it: the catalogue has it already.
      offers.set(`${name} ${hash}`, { type: 'offered', probe: builtIn, file, line: null })
      versionsOfFiles.set(file, { hash, id: name })
      return null
    }
    try {
      if (tooMany !== undefined) throw new UserFileError(file, faultOfSize(tooMany, FILE_BYTES))
      const base = idOfFile(file)
      if (builtIn === undefined) refuseTaken(file, base)
      const known = offers.get(`${base} ${hash}`)
      const offer = known === undefined ? await offered(file, base, source, builtIn !== undefined) : { ...known, file }
      offers.set(`${base} ${hash}`, offer)
      versionsOfFiles.set(file, { hash, id: offer.probe.id })
      return offer
    } catch (error) {
      versionsOfFiles.set(file, { hash, id: before?.id ?? null })
      const { line, why } = faultOf(error)
      return { type: 'rejected', file, line, why }
    }
  }

  function gone(file: string): ProbeFileEvent | null {
    const before = versionsOfFiles.get(file)
    versionsOfFiles.delete(file)
    if (before === undefined || (before.id !== null && builtIns.has(before.id))) return null
    return { type: 'withdrawn', file, id: before.id }
  }

  async function offered(file: string, base: string, source: string, isBuiltIn: boolean): Promise<Offered> {
    const { fault, measureLine: line } = await checker.check({ file, id: base, source })
    if (fault !== null) throw new UserFileError(file, fault)
    const found = defined(file, base, source, judging)
    attachmentOf(experiment, [found.probe], { probe: base })
    const { id, isKept } = versions.idOf(base, source, isBuiltIn)
    const probe = version(found, id, line, judging)
    try {
      await tryOut?.(probe)
    } catch (error) {
      throw new UserFileError(file, faultOf(error, line), { cause: error })
    }
    if (!isKept) versions.keep(id, source)
    return { type: 'offered', probe, file, line }
  }

  function refuseTaken(file: string, base: string): void {
    const other = [...versionsOfFiles].find(
      ([one, { id }]) => one !== file && id !== null && basename(one, '.ts') === base,
    )
    const isCatalogue = builtIns.has(base) || detectors.some(({ id }) => id === base)
    if (!isCatalogue && other === undefined) return
    const holder = isCatalogue ? 'the catalogue' : other?.[0]
    throw new UserFileError(file, {
      line: null,
      why: `The id '${base}' is already used by ${holder}; rename the file and its probe`,
    })
  }
}
