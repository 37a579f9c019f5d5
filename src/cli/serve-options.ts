import { Option, type Command } from 'commander'
import { readFileSync } from 'node:fs'
import type { Tls } from '#src/hub/index.ts'
import { messageOf, usageError } from '#src/vocabulary/index.ts'
import { many } from './options.ts'

/** Where a hub listens and who may look: what `serve` is told. */
export interface ServeOptions {
  readonly private?: boolean
  readonly host?: string
  readonly hostName?: readonly string[]
  readonly allowOrigin?: readonly string[]
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly insecure?: boolean
}

export interface Listening {
  readonly host: string
  /** Whether other machines can reach it. */
  readonly isElsewhere: boolean
  readonly isPrivate: boolean
  readonly hostNames: readonly string[]
  /** Origins of others whose pages may report runs. */
  readonly allowedOrigins: readonly string[]
  readonly tls: Tls | null
}

const LOOPBACK = ['127.0.0.1', 'localhost', '::1']

export function withServeOptions(command: Command): Command {
  return command
    .option('--private', 'ask for a token for looking too; without it, whoever is on this machine may look')
    .option('--host <address>', 'listen on this address, for other machines; asks everybody for a token', '127.0.0.1')
    .addOption(many('--host-name <name>', 'a further name under which a browser may reach it; may be repeated'))
    .addOption(many('--allow-origin <url>', 'let pages of this origin report runs, with a token; may be repeated'))
    .option('--tls-cert <file>', 'its certificate (PEM), for HTTPS')
    .option('--tls-key <file>', 'the key of the certificate (PEM)')
    .addOption(
      new Option('--insecure', 'listen for other machines without TLS: whoever is on the way reads tokens and numbers'),
    )
}

/** What the options come to; a hub that other machines reach is private, and over TLS unless somebody insists. */
export function listeningFrom(options: ServeOptions): Listening {
  const { host = '127.0.0.1', tlsCert, tlsKey, insecure = false } = options
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw usageError('--tls-cert and --tls-key belong together: name the certificate and its key')
  const tls = tlsCert === undefined || tlsKey === undefined ? null : { certificate: pem('--tls-cert', tlsCert), key: pem('--tls-key', tlsKey) } // prettier-ignore
  const isElsewhere = !LOOPBACK.includes(host)
  if (isElsewhere && tls === null && !insecure)
    throw usageError(
      `On ${host}, tokens and numbers would cross the network unencrypted: name a certificate with --tls-cert FILE and --tls-key FILE; or keep to this machine and use a tunnel (ssh -L 4747:127.0.0.1:4747 HOST); or insist with --insecure`,
    )
  return {
    host,
    isElsewhere,
    isPrivate: isElsewhere || options.private === true,
    hostNames: options.hostName ?? [],
    allowedOrigins: (options.allowOrigin ?? []).map(originFrom),
    tls,
  }
}

/** One origin, whole: whoever can serve a page of it reports what they like, so that none is meant by chance. */
function originFrom(given: string): string {
  const expected = `--allow-origin: expected one origin, such as https://lab.example:8443, got '${given}'`
  const url = URL.parse(given)
  const isWhole = url !== null && /^https?:$/.test(url.protocol) && !given.includes('*')
  if (!isWhole) throw usageError(`${expected}; there is no wildcard, name each`)
  if (![url.origin, `${url.origin}/`].includes(given.toLowerCase()))
    throw usageError(`${expected}; without path, user or the usual port: ${url.origin}`)
  const isHere = LOOPBACK.includes(url.hostname.replace(/^\[|\]$/g, '')) || url.hostname.endsWith('.localhost')
  if (url.protocol === 'http:' && !isHere)
    throw usageError(`${expected}; over http whoever is on the way can change its pages, so expected https`)
  return url.origin
}

function pem(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw usageError(`${option}: cannot read ${path}: ${messageOf(error)}`)
  }
}
