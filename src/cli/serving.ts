import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'

/** Longer than a hub needs on the busiest machine: where none is any more, the connection is refused at once. */
const ANSWER_MS = 20_000

/**
 * Leaves word in a data folder of the hub that serves it; gives the way to take it back. Its certificate, if it has one, is
 * what commands on this machine hold it to.
 */
export function announce(data: string, url: string, certificate: string | null = null): () => void {
  const file = fileIn(data)
  writeFileSync(`${file}.${process.pid}`, JSON.stringify({ url, ...(certificate !== null && { certificate }) }))
  renameSync(`${file}.${process.pid}`, file)
  return () => {
    if (announced(data) === url) rmSync(file, { force: true })
  }
}

/**
 * The address of the hub that serves a data folder now, or null. A run that is to be kept there is streamed to it, so
 * that whoever looks at the dashboard sees it live. Word of a hub that was killed is not believed: it has to answer.
 */
export async function hubServing(data: string): Promise<string | null> {
  const url = announced(data)
  if (url === null) return null
  try {
    const response = await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(ANSWER_MS) })
    return response.ok ? url : null
  } catch {
    return null // nobody there: as if nothing had been announced
  }
}

export function announced(data: string): string | null {
  const file = fileIn(data)
  if (!existsSync(file)) return null
  const { url, certificate } = JSON.parse(readFileSync(file, 'utf8')) as { url: string; certificate?: string }
  if (certificate !== undefined) trust(certificate)
  return url
}

function fileIn(data: string): string {
  return join(data, 'hub.json')
}

const trusted = new Set<string>()

/** This process believes the certificate of its own data folder's hub, which nobody else need vouch for. */
function trust(certificate: string): void {
  if (trusted.has(certificate)) return
  trusted.add(certificate)
  const chain = certificate.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
  setDefaultCACertificates([...getCACertificates(), ...chain])
}
