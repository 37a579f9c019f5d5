import { resolve } from 'node:path'
import { usageError, visible } from '#src/vocabulary/index.ts'
import { registeredHubs } from '../hub-registry.ts'
import { hubAddress } from '../options.ts'
import { announcedHub } from '../serving.ts'
import type { RunOfFolder } from './contract.ts'

/** What whoever observes has said. */
export interface Named {
  readonly hub: string | null
  readonly data: string
  /** Whether somebody named the data folder, or it is the one where nobody does. */
  readonly isDataNamed: boolean
}

/** Where what is measured goes: a hub, null for the one that serves the data folder, and the folder of journals, keys and tokens. */
export interface Place {
  readonly hub: string | null
  readonly data: string
}

/**
 * A folder of snapshots is data and may come from anywhere: it does not choose who gets PHASESCOPE_TOKEN, nor where something is written. What
 * its `run.json` names counts only where it is a hub of this user; anything else whoever observes has to name.
 */
export function placeOfFolder(folder: string, said: RunOfFolder | null, named: Named): Place {
  const { data, isDataNamed } = named
  const hub = named.hub ?? (process.env.PHASESCOPE_HUB ? hubAddress(process.env.PHASESCOPE_HUB) : null)
  const own = registeredHubs()
  if (hub !== null) return { hub, data: isDataNamed ? data : (own.find(({ url }) => isSame(url, hub))?.data ?? data) }
  if (said === null || isDataNamed || (said.hub === null && said.data === null)) return { hub: null, data }
  const kept = said.data === null ? null : resolve(said.data)
  if (kept === resolve(data) || isSame(announcedHub(data), said.hub)) return { hub: null, data }
  const ours = own.find((one) => one.data === kept) ?? own.find(({ url }) => isSame(url, said.hub))
  if (ours !== undefined) return { hub: null, data: ours.data }
  throw notOurs(folder, said)
}

function notOurs(folder: string, { run, hub, data }: RunOfFolder): Error {
  const names = [hub !== null && `the hub ${visible(hub)}`, data !== null && `the data folder ${visible(data)}`]
  const mend = [hub !== null && `--hub ${visible(hub)}`, data !== null && `--data ${visible(data)}`]
  return usageError(
    `${folder}/run.json says that run ${run} is of ${names.filter(Boolean).join(' and ')}, which no hub of yours that runs on this machine is of; a folder is not believed: if you trust it, ${mend.filter(Boolean).join(' or ')}`, // prettier-ignore
  )
}

function isSame(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && URL.parse(one)?.origin === URL.parse(other)?.origin
}
