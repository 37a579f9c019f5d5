import { announcedHubs } from './node/announced.ts'
import { builtin, environment } from './node/builtin.ts'
import { hasToken } from './node/proof.ts'

const DEFAULT_HUB = 'http://127.0.0.1:4747'

/** Where the hub is. */
export interface Place {
  readonly url: string
  /** Its data folder, where that is on this machine. */
  readonly data: string | null
  /** Whether somebody named it: the option `hub`, PHASESCOPE_HUB, or a page, which knows no other. */
  readonly isNamed: boolean
}

/** The hub that was asked for, or that is announced on this machine, or where one usually is. */
export function findPlace(hub: string | undefined): Place {
  const env = environment()
  const asked = hub ?? (env?.PHASESCOPE_HUB || undefined)
  const announced = announcedHubs()
  if (asked === undefined && announced[0] !== undefined) return { ...announced[0], isNamed: false }
  const url = asked ?? DEFAULT_HUB
  const { origin } = new URL(url)
  const data = announced.find((one) => new URL(one.url).origin === origin)?.data ?? null
  return { url: url.replace(/\/+$/, ''), data, isNamed: asked !== undefined || env === null }
}

/**
 * What is shown to the hub there, or null. A data folder's own token is for its own hub alone, which has to show first that it has it: another program that
 * listens where a hub was learns nothing. A token that was given goes to a hub that was named, or has shown that.
 */
export async function tokenFor({ url, data, isNamed }: Place, token: string | undefined): Promise<string | null> {
  const given = token ?? (environment()?.PHASESCOPE_TOKEN || undefined)
  if (given !== undefined && isNamed) return given
  const own = data === null ? null : machineToken(data)
  return own !== null && (await hasToken(url, own)) ? (given ?? own) : null
}

/** The token of a data folder of this user's; it is read from nowhere that a link leads (src/access/machine-token.ts). */
function machineToken(data: string): string | null {
  const { lstatSync, readFileSync } = builtin('node:fs')
  try {
    if (!lstatSync(`${data}/access`).isDirectory() || !lstatSync(`${data}/access/machine.token`).isFile()) return null
    const token = readFileSync(`${data}/access/machine.token`, 'utf8').trim()
    return /^[\w-]{43}$/.test(token) ? token : null
  } catch {
    return null
  }
}
