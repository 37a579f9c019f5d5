import { builtin } from './builtin.ts'

const ANSWER_MS = 20_000

/** Whether the hub there has this token, asked without telling it (src/access/proof.ts). */
export async function hasToken(url: string, token: string): Promise<boolean> {
  const address = new URL('/healthz', url)
  // Two programs may listen there: one could be asked, and the other be told.
  if (address.hostname === 'localhost' || address.hostname.endsWith('.localhost')) return false
  const { randomBytes, createHmac, timingSafeEqual } = builtin('node:crypto')
  const nonce = randomBytes(32).toString('base64url')
  address.searchParams.set('nonce', nonce)
  const port = address.port || (address.protocol === 'https:' ? '443' : '80')
  const expected = createHmac('sha256', token).update(`phasescope hub ${address.hostname} ${port} ${nonce}`).digest()
  try {
    const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS) })
    const shown = Buffer.from(String(((await response.json()) as { proof?: unknown }).proof), 'hex')
    return shown.length === expected.length && timingSafeEqual(shown, expected)
  } catch {
    return false // nobody there, or nobody who speaks as a hub does
  }
}
