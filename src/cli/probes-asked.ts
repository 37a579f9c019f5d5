import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { probeNamed, probeWithId, type Probe } from '#probes/define.ts'
import { pathIn, unknownName } from '#src/vocabulary/index.ts'
import { root } from './version.ts'

/** The probes of these ids, and whether any of them is not of the catalogue. */
export interface ProbesAsked {
  readonly probes: readonly Probe[]
  readonly hasUserDefined: boolean
}

/**
 * The probes of these ids, from the catalogue or from folders of user-defined ones, which keep to the rules of a run. Those of
 * the catalogue are loaded one by one, since all of them take longest of all that a small file needs.
 */
export async function probesAsked(ids: readonly string[], folders: readonly string[]): Promise<ProbesAsked> {
  const alone = folders.length === 0 ? await Promise.all(ids.map(loadedAlone)) : [null]
  if (alone.every((probe) => probe !== null)) return { probes: alone, hasUserDefined: false }
  const catalogue = await import('#probes/index.ts')
  if (folders.length === 0) return { probes: ids.map((id) => probeNamed(catalogue.probes, id)), hasUserDefined: false }
  const { userProbesIn, userProbeIds } = await import('#trainer/user-probes/index.ts')
  const own = await userProbesIn(folders, ids, catalogue)
  const known = [...own, ...catalogue.probes]
  const probes = ids.map((id) => {
    const probe = probeWithId(known, id)
    if (probe !== undefined) return probe
    throw unknownName('probe', id, [...userProbeIds(folders), ...catalogue.probes.map((one) => one.id)])
  })
  return { probes, hasUserDefined: probes.some((probe) => own.includes(probe)) }
}

/** By the line of the catalogue that imports it; null for another name that it had, and for one that nobody has. */
async function loadedAlone(id: string): Promise<Probe | null> {
  if (!/^[a-z0-9-]+$/.test(id)) return null
  const line = new RegExp(`^import \\{ (\\w+) \\} from '\\./${id}\\.ts'$`, 'm').exec(catalogueText())
  if (line === null) return null
  const file = pathToFileURL(pathIn(join(root, 'probes'), id, '.ts')).href
  const probe = ((await import(file)) as Record<string, Probe | undefined>)[line[1] ?? '']
  return probe?.id === id && 'measure' in probe ? probe : null
}

function catalogueText(): string {
  return readFileSync(join(root, 'probes', 'index.ts'), 'utf8')
}
