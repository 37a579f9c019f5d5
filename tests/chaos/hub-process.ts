import { startHub } from '#src/hub/index.ts'
import { openStoreInThreads } from '#src/store/index.ts'

/** A hub alone in a process, to be killed: prints its port. */
const [folder = '', port = '0'] = process.argv.slice(2)
const catalogue = { probes: [], detectors: [], launchable: () => Promise.resolve({ experiments: [], faults: [] }) }
const hub = await startHub({
  store: await openStoreInThreads(folder),
  data: folder,
  port: Number(port),
  pageFolder: null,
  catalogue,
  version: 'chaos',
})
console.log(hub.port)
