import { setTimeout as after } from 'node:timers/promises'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { readHubFile, unreadableHubFile, type HubAddress } from './hub-file.ts'
import { hubHolding } from './processes/hub-lock.ts'
import { say } from './terminal.ts'

/** How often a hub that is starting is looked for. No decision hangs on it: who holds the folder does. */
const LOOK_MS = 50
/** After this long, whoever waits is told what for. */
const SILENCE_MS = 2_000

/**
 * The address of the hub that serves a data folder now, or null. A run that is to be kept there is streamed to it, so
 * that whoever looks at the dashboard sees it live.
 *
 * No clock decides, since a busy machine takes its time: a hub holds the folder's lock from its first moment to its last,
 * and the kernel lets go of it when it dies. While it is held, the hub's word of its address is waited for.
 */
export async function hubServing(data: string, tell = say): Promise<string | null> {
  const hub = await hubHolding(data)
  if (hub === null) return null
  let isGone = false
  void hub.gone.then(() => (isGone = true))
  try {
    for (let waited = 0; !isGone; waited += LOOK_MS) {
      const { address, fault } = readHubFile(data)
      // A file of another process was left by a hub that was killed, and is about to be replaced.
      if (address?.pid === hub.holder.pid) return believed(address)
      if (fault !== null) throw unreadableHubFile(data, hub.holder.pid, fault)
      if (waited === SILENCE_MS) tell(`Waiting for the hub of process ${hub.holder.pid} to be ready`)
      await Promise.race([hub.gone, after(LOOK_MS)])
    }
  } finally {
    hub.leave()
  }
  return hubServing(data, tell)
}

/** Where the hub of a data folder says that it listens; null where none says so. It may be gone by now: for who tries again. */
export function announcedHub(data: string): string | null {
  const { address } = readHubFile(data)
  return address === null ? null : believed(address)
}

const trusted = new Set<string>()

/** Its address, once its certificate, if it has one of its own, is trusted. */
function believed({ url, certificate }: HubAddress): string {
  if (certificate !== null) trust(certificate)
  return url
}

/** This process believes the certificate of its own data folder's hub, which nobody else need vouch for. */
function trust(certificate: string): void {
  if (trusted.has(certificate)) return
  trusted.add(certificate)
  const chain = certificate.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
  setDefaultCACertificates([...getCACertificates(), ...chain])
}
