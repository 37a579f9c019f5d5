import { cardOf } from '#probes/define.ts'
import { detectorCardOf } from '#probes/detector.ts'
import { detectors, probes } from '#probes/index.ts'
import { startHub, type Hub } from '#src/hub/index.ts'
import { ensurePage } from '#src/setup/page.ts'
import { openStore, type Store } from '#src/store/index.ts'
import { experimentCards } from '#trainer/experiments/index.ts'
import { launcher } from './processes/launch.ts'
import type { Listening } from './serve-options.ts'
import { announce } from './serving.ts'
import { root, version } from './version.ts'

export type Serving = { readonly hub: Hub; readonly store: Store; readonly close: () => Promise<void> }

/** The hub over a data folder, with the dashboard built and the catalogue of this checkout. */
export async function serve({
  data,
  port,
  listening = {},
}: {
  data: string
  port: number
  listening?: Partial<Listening>
}): Promise<Serving> {
  const store = openStore(data)
  try {
    const pageFolder = await ensurePage(root)
    const catalogue = {
      probes: probes.map(cardOf),
      detectors: detectors.map(detectorCardOf),
      experiments: experimentCards(),
    }
    const launch = launcher(store, data, () => hub.url)
    const hub: Hub = await startHub({ ...listening, store, data, port, pageFolder, catalogue, version, launch })
    const withdraw = announce(data, hub.url, listening.tls?.certificate)
    return {
      hub,
      store,
      close: async () => {
        withdraw()
        await hub.close()
        store.close()
      },
    }
  } catch (error) {
    store.close()
    throw error
  }
}
