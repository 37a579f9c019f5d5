import type { IncomingMessage } from 'node:http'

const LOOPBACK = ['127.0.0.1', 'localhost', '::1']

/**
 * Who may speak to the hub: why a request is refused, or null. A page of another site must neither read nor steer runs
 * through its visitor's browser, so an Origin must be the hub's own; and on a hub bound to this machine only, the Host
 * must be a name of this machine, or a stranger's domain that resolves to 127.0.0.1 would pass (DNS rebinding).
 */
export function accessRule(bound: string, hostNames: readonly string[]): (request: IncomingMessage) => string | null {
  const names = LOOPBACK.includes(bound) ? [...LOOPBACK, ...hostNames] : null
  return ({ headers, method, url }) => {
    const host = headers.host ?? ''
    const name = hostName(`http://${host}`)
    if (names !== null && !names.includes(name) && !name.endsWith('.localhost')) {
      return `Host '${host}' is not a name of this machine; open http://127.0.0.1 with the hub's port`
    }
    const { origin } = headers
    const matters = method !== 'GET' || url?.startsWith('/socket.io/')
    if (matters && origin !== undefined && hostOf(origin) !== hostOf(`http://${host}`)) {
      return `Origin '${origin}' is not that of the hub, '${host}'; only pages that the hub serves may do this`
    }
    return null
  }
}

function hostName(url: string): string {
  return URL.parse(url)?.hostname.replace(/^\[|\]$/g, '') ?? ''
}

/** Name and port, the port of http and https left out as browsers do. */
function hostOf(url: string): string | null {
  return URL.parse(url)?.host.replace(/:(80|443)$/, '') ?? null
}
