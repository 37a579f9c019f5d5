import { cardOf } from '#probes/define.ts'
import { detectors, probes } from '#probes/index.ts'
import { startHub, type Hub } from '#src/hub/index.ts'
import { ensurePage } from '#src/setup/page.ts'
import { openStoreInThreads, type Store } from '#src/store/index.ts'
import { lockHub, tryLockHub, type HubLock } from './processes/hub-lock.ts'
import { launcher } from './processes/launch.ts'
import { sweepsOf } from './processes/sweeps.ts'
import { purgeRemoved } from './processes/purge.ts'
import type { EventTeller } from './events/event-teller.ts'
import { toldOfRuns } from './events/told-of-runs.ts'
import { followOwnExperiments } from './follow-own-experiments.ts'
import { announce, withdrawLeft } from './hub-file.ts'
import { registerHub } from './hub-registry.ts'
import type { Listening } from './serve-options.ts'
import { root, version } from './version.ts'

export type Serving = { readonly hub: Hub; readonly store: Store; readonly close: () => Promise<void> }

/** Who ends a hub does not wait for long until its last events are told. */
const LAST_EVENTS_MS = 2_000

interface ServeOptions {
  readonly data: string
  readonly port: number
  readonly listening?: Partial<Listening>
  /** Folders of own experiments, watched while it serves. */
  readonly experiments?: readonly string[]
  /** Is told of the events of the runs that come in. */
  readonly events?: EventTeller | null
}

/** The hub over a data folder, which it has for itself, with the dashboard built and the catalogue of this checkout. */
export async function serve(options: ServeOptions): Promise<Serving> {
  return serveWith(await lockHub(options.data), options)
}

/** The same; null where another process serves the folder. */
export async function serveUnlessServed(options: ServeOptions): Promise<Serving | null> {
  const lock = await tryLockHub(options.data)
  return lock === null ? null : serveWith(lock, options)
}

async function serveWith(lock: HubLock, options: ServeOptions): Promise<Serving> {
  try {
    withdrawLeft(options.data)
    const { close, ...serving } = await serveLocked(options)
    return { ...serving, close: () => close().finally(lock.release) }
  } catch (error) {
    lock.release()
    throw error
  }
}

async function serveLocked({ data, port, listening = {}, events = null, ...options }: ServeOptions): Promise<Serving> {
  const { experiments: folders = [] } = options
  const own = await followOwnExperiments(folders)
  const store = await openStoreInThreads(data)
  try {
    await purgeRemoved(store, data)
    const pageFolder = await ensurePage(root)
    const catalogue = {
      probes: probes.map(cardOf),
      detectors: detectors.map(cardOf),
      launchable: own.launchable,
    }
    const launch = launcher(store, data, () => hub.url)
    const sweeps = sweepsOf(store, data, own.known)
    const heard = events === null ? undefined : toldOfRuns(store, events, () => hub.url)
    const hub: Hub = await startHub({
      ...{ ...listening, store, data, port, pageFolder, catalogue, version, launch, sweeps },
      ...(heard !== undefined && { heard }),
    })
    const withdraw = announce(data, hub.url, listening.tls?.certificate)
    const unregister = registerHub(data, hub.url)
    return {
      hub,
      store,
      close: async () => {
        unregister()
        withdraw()
        own.close()
        await hub.close()
        await events?.done(LAST_EVENTS_MS)
        await store.close()
      },
    }
  } catch (error) {
    own.close()
    await store.close()
    throw error
  }
}
