import { X509Certificate } from 'node:crypto'
import { createServer, type Server as HttpServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { isIP, type AddressInfo } from 'node:net'
import { messageOf, runtimeError, usageError } from '#src/vocabulary/index.ts'

/** What a hub shows to whoever connects over TLS: PEM, the certificate first and what vouches for it behind. */
export interface Tls {
  readonly certificate: string
  readonly key: string
}

/** The server for HTTP, over TLS where there is a certificate. */
export function serverFor(tls: Tls | null): HttpServer {
  if (tls === null) return createServer()
  try {
    return createSecureServer({ cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2' }) as unknown as HttpServer
  } catch (error) {
    throw usageError(
      `The certificate and its key cannot be used: ${messageOf(error)}; name PEM files that belong together with --tls-cert and --tls-key`,
    )
  }
}

export function certificateOf(tls: Tls | null): X509Certificate | null {
  if (tls === null) return null
  try {
    return new X509Certificate(tls.certificate)
  } catch (error) {
    throw usageError(`The certificate cannot be read: ${messageOf(error)}; name a PEM file with --tls-cert`)
  }
}

/** Listens, and gives the port. */
export function listen(http: HttpServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = error.code === 'EADDRINUSE'
      const what = inUse
        ? `Port ${port} of ${host} is in use`
        : `Cannot listen on port ${port} of ${host}: ${messageOf(error)}`
      reject(
        runtimeError(`${what}; choose another with --port, such as --port ${port + 1}, or --port 0 for any`, error),
      )
    })
    http.listen(port, host, () => resolve((http.address() as AddressInfo).port))
  })
}

/** The address by which this machine reaches a hub: over TLS by a name that its certificate has. */
export function addressOf(
  {
    bound,
    hostNames,
    certificate,
  }: { bound: string; hostNames: readonly string[]; certificate: X509Certificate | null },
  port: number,
): string {
  const isEverywhere = bound === '0.0.0.0' || bound === '::'
  const names = [...(isEverywhere ? ['127.0.0.1', 'localhost'] : [bound]), ...hostNames]
  const vouched = certificate === null ? names : [...names, ...namesIn(certificate)].filter((name) => isVouched(name, certificate)) // prettier-ignore
  const name = vouched[0] ?? names[0] ?? bound
  return `${certificate === null ? 'http' : 'https'}://${name.includes(':') ? `[${name}]` : name}:${port}`
}

function namesIn({ subjectAltName = '' }: X509Certificate): string[] {
  return subjectAltName.split(', ').flatMap((entry) => /^(?:DNS|IP Address):([^*]+)$/.exec(entry)?.[1] ?? [])
}

function isVouched(name: string, certificate: X509Certificate): boolean {
  return (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined
}
