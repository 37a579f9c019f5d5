import { builtin, environment } from './builtin.ts'

/** A hub that is announced on this machine. */
export interface Announced {
  readonly url: string
  /** The folder that it serves. */
  readonly data: string
}

/** Bytes of a file that says where a hub is (src/vocabulary/bounds.ts): what is larger says something else. */
const MOST_BYTES = 32_768

/** The hub of PHASESCOPE_DATA first, then those that this user serves, the one that began last first. None in a browser. */
export function announcedHubs(): readonly Announced[] {
  const env = environment()
  if (env === null) return []
  const { resolve } = builtin('node:path')
  const named = env.PHASESCOPE_DATA ? [resolve(env.PHASESCOPE_DATA)] : []
  return [...named, ...registered(env)].flatMap((data) => {
    // The folder's own word is the newer one.
    const { url, pid } = fieldsIn(`${data}/hub.json`)
    const isHub = typeof url === 'string' && /^https?:$/.test(protocolOf(url)) && isAlive(pid)
    return isHub ? [{ url: url.replace(/\/+$/, ''), data }] : []
  })
}

/** Folders whose hubs this user has announced to programs of its own (src/cli/hub-registry.ts). */
function registered(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const { join, isAbsolute } = builtin('node:path')
  const { readdirSync, lstatSync } = builtin('node:fs')
  const { homedir, hostname } = builtin('node:os')
  const state = env.XDG_STATE_HOME?.startsWith('/') ? env.XDG_STATE_HOME : join(homedir(), '.local', 'state')
  const folder = join(state, 'phasescope', 'hubs')
  try {
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => ({ path: join(folder, name), since: lstatSync(join(folder, name)).mtimeMs }))
    return files
      .sort((a, b) => b.since - a.since)
      .flatMap(({ path }) => {
        const { data, host } = fieldsIn(path, true)
        const isHere = host === undefined || host === hostname() // a home may be that of several machines
        return typeof data === 'string' && isAbsolute(data) && isHere ? [data] : []
      })
  } catch {
    return [] // no hub of this user has ever been announced
  }
}

/** What a small file says; nothing where it is a link, too large, or no object, or, where it has to be this user's, another's. */
function fieldsIn(path: string, mustBeOurs = false): Readonly<Record<string, unknown>> {
  const { lstatSync, readFileSync } = builtin('node:fs')
  try {
    const found = lstatSync(path)
    const isOurs = !mustBeOurs || process.getuid === undefined || found.uid === process.getuid()
    if (!found.isFile() || !isOurs || found.size > MOST_BYTES) return {}
    const said: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : ''
}

function isAlive(pid: unknown): boolean {
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
