import type { X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

const LOOPBACK = ['127.0.0.1', 'localhost', '::1']
const EVERY_ADDRESS = ['0.0.0.0', '::']

/** Under which names a hub may be reached. */
export interface Names {
  /** The address that it listens on. */
  readonly bound: string
  /** Names that whoever started it has said. */
  readonly hostNames: readonly string[]
  /** Its certificate, if it has one: the names in it are its own. */
  readonly certificate: X509Certificate | null
  /** Origins of others, exactly as browsers name them, whose pages may report runs, and nothing else. */
  readonly allowedOrigins?: readonly string[]
}

/**
 * Which requests are not for this hub at all, whoever sends them: why, or null. A page of another site must neither read nor
 * steer runs through its visitor's browser, so an Origin must be the hub's own; and the Host must be a name of the hub, or a
 * stranger's domain that resolves to its address would pass (DNS rebinding).
 */
export function accessRule(names: Names): (request: IncomingMessage) => string | null {
  return ({ headers, url }) => {
    const host = headers.host ?? ''
    const name = hostName(`http://${host}`)
    if (!isOwnName(name, names)) return `Host '${host}' is not a name of this hub; ${hostMend(names)}`
    const { origin } = headers
    if (isOfAllowedOrigin({ headers, url }, names)) {
      if (url?.startsWith(SOCKETS) === true) return null
      return `Origin '${origin}' may report runs, over a socket, and nothing else; only pages that the hub serves may do this`
    }
    if (origin !== undefined && !(hostOf(origin) === hostOf(`http://${host}`) && isOwnScheme(origin, name, names))) {
      return `Origin '${origin}' is not that of the hub, '${host}'; only pages that the hub serves may do this`
    }
    return null
  }
}

/** Another program may listen at the same name and port in the other scheme. A proxy may end TLS before a name that was said. */
function isOwnScheme(origin: string, name: string, { certificate, hostNames }: Names): boolean {
  const scheme = URL.parse(origin)?.protocol
  return scheme === 'https:'
    ? certificate !== null || hostNames.includes(name)
    : scheme === 'http:' && certificate === null
}

const SOCKETS = '/socket.io/'

/** Whether a page of another origin asks that the owner of the hub has allowed to report runs. */
export function isOfAllowedOrigin(
  { headers }: Pick<IncomingMessage, 'headers' | 'url'>,
  { allowedOrigins = [] }: Names,
): boolean {
  return headers.origin !== undefined && allowedOrigins.includes(headers.origin)
}

export function isLoopback(address: string): boolean {
  return LOOPBACK.includes(address)
}

function isOwnName(name: string, { bound, hostNames, certificate }: Names): boolean {
  if (hostNames.includes(name)) return true
  if (isLoopback(bound)) return isLoopback(name) || name.endsWith('.localhost')
  // Of an address that is written out nobody can say that it is somewhere else: only names are rebound.
  if (name === bound || (EVERY_ADDRESS.includes(bound) && (isIP(name) !== 0 || name === 'localhost'))) return true
  return certificate !== null && name !== '' && certificate.checkHost(name) !== undefined
}

function hostMend({ bound }: Names): string {
  return isLoopback(bound)
    ? "open http://127.0.0.1 with the hub's port, or start it with --host-name for a further name"
    : `open its address, or start it with --host-name for a further name`
}

function hostName(url: string): string {
  return URL.parse(url)?.hostname.replace(/^\[|\]$/g, '') ?? ''
}

/** Name and port, the port of http and https left out as browsers do. */
function hostOf(url: string): string | null {
  return URL.parse(url)?.host.replace(/:(80|443)$/, '') ?? null
}
