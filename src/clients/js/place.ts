import type { Place } from './line.ts'

const DEFAULT_HUB = 'http://127.0.0.1:4747'
const ANSWER_MS = 20_000

/** A hub that is announced on this machine. */
interface Announced {
  readonly url: string
  readonly data: string
}

/**
 * Where the hub is, and what lets this run in: what was said; in Node, else, PHASESCOPE_HUB and PHASESCOPE_TOKEN, or the hub that is announced on this
 * machine, whose own token goes to it alone, after it has shown that it has it. A token that was given goes to a hub that was named, or has shown that.
 */
export async function findPlace({ hub, token }: { hub?: string; token?: string }): Promise<Place> {
  const { env } = node() ?? { env: {} }
  const announced = announcedHubs(env)
  const url = hub ?? (env.PHASESCOPE_HUB || undefined) ?? announced[0]?.url ?? DEFAULT_HUB
  const isNamed = hub !== undefined || Boolean(env.PHASESCOPE_HUB) || node() === null
  const given = token ?? (env.PHASESCOPE_TOKEN || undefined)
  if (given !== undefined && isNamed) return { url, token: given }
  const data = announced.find((one) => new URL(one.url).origin === new URL(url).origin)?.data
  const own = data === undefined ? null : textOf(data, 'access/machine.token')?.trim()
  return { url, token: own != null && (await hasToken(url, own)) ? (given ?? own) : null }
}

/** Node, where this runs in it; null in a browser. */
function node(): { readonly env: Readonly<Record<string, string | undefined>> } | null {
  const { process } = globalThis as { process?: NodeJS.Process }
  return typeof process?.versions?.node === 'string' ? process : null
}

/** A module of Node; a page loads none. */
function builtin<Id extends 'node:fs' | 'node:path' | 'node:os' | 'node:crypto'>(id: Id) {
  return process.getBuiltinModule(id)
}

export function hostName(): string {
  if (node() !== null) return builtin('node:os').hostname()
  const { location } = globalThis as { location?: { readonly host: string } }
  return location?.host || 'a browser'
}

function announcedHubs(env: Readonly<Record<string, string | undefined>>): readonly Announced[] {
  if (node() === null) return []
  const { join, resolve } = builtin('node:path')
  const { readdirSync } = builtin('node:fs')
  const state = env.XDG_STATE_HOME || join(builtin('node:os').homedir(), '.local', 'state')
  const folder = join(state, 'phasescope', 'hubs')
  const folders = env.PHASESCOPE_DATA ? [resolve(env.PHASESCOPE_DATA)] : []
  try {
    for (const name of readdirSync(folder)) {
      const data = fieldsOf(textOf(folder, name))?.data
      if (typeof data === 'string') folders.push(data)
    }
  } catch {
    // No hub of this user has ever been announced.
  }
  return folders.flatMap((data) => {
    const url = fieldsOf(textOf(data, 'hub.json'))?.url
    return typeof url === 'string' && URL.canParse(url) ? [{ url, data }] : []
  })
}

/** Whether the hub there has this token, asked without telling it (src/access/proof.ts). */
async function hasToken(url: string, token: string): Promise<boolean> {
  const address = new URL('/healthz', url)
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

function textOf(...path: string[]): string | null {
  try {
    return builtin('node:fs').readFileSync(builtin('node:path').join(...path), 'utf8')
  } catch {
    return null
  }
}

function fieldsOf(text: string | null): Record<string, unknown> | null {
  try {
    return text === null ? null : (JSON.parse(text) as Record<string, unknown>)
  } catch {
    return null
  }
}
