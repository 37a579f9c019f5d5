import { createHmac } from 'node:crypto'
import { isRecord } from '#src/vocabulary/index.ts'
import { hashOf, isSameHash, newSecret } from './secret.ts'

/** Longer than a hub needs on the busiest machine: where none is any more, the connection is refused at once. */
const ANSWER_MS = 20_000

/**
 * What only a hub with this token can answer to a nonce. The name and the port are those under which it was asked, so that
 * nobody can pass the question on to the true hub: another program that listens where a hub was before gets no token.
 */
export function proofOf(token: string, nonce: string, host: string, port: number): string {
  return createHmac('sha256', token).update(`phasescope hub ${host} ${port} ${nonce}`).digest('hex')
}

/** Whether the hub at an address has this token, asked without telling it. */
export async function isHubOf(url: string, token: string): Promise<boolean> {
  const address = URL.parse('/healthz', url)
  if (address === null || isAmbiguous(address)) return false
  const nonce = newSecret()
  address.searchParams.set('nonce', nonce)
  try {
    const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS) })
    const health: unknown = await response.json()
    const proof = isRecord(health) ? health.proof : null
    const port = Number(address.port || (address.protocol === 'https:' ? 443 : 80))
    const expected = proofOf(token, nonce, address.hostname, port)
    return typeof proof === 'string' && isSameHash(hashOf(proof), hashOf(expected))
  } catch {
    return false // nobody there, or nobody who speaks as a hub does
  }
}

/**
 * `localhost` is 127.0.0.1 and ::1, on which two programs may listen: one could be asked and the other be told. Over TLS too, since
 * a certificate that `hub.json` carries is believed, and the file may be forged.
 */
function isAmbiguous({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost')
}
