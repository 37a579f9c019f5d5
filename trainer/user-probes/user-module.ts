import { createHash } from 'node:crypto'
import { createRequire, registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { allowedImport } from './allowed-import.ts'
import { ProbeFileError, thrownIn } from './fault.ts'
import { importsOfNow } from './former-imports.ts'

const require = createRequire(import.meta.url)
/** Sources that are being loaded, as they were read, by address. */
const sources = new Map<string, string>()
let areHooksSet = false
let loads = 0

/** A file as it was loaded: what it exports, and the address by which stacks name it. */
export interface UserModule {
  readonly address: string
  readonly exports: Readonly<Record<string, unknown>>
}

/** What tells one version of a source from another. */
export function hashOf(source: string): string {
  return createHash('sha256').update(source).digest('hex')
}

/**
 * What a file exports, by the text that was read of it and not by what is on the disk when Node gets there. Loaded at
 * once (a module that awaits is refused), and only what `allowedImport` lets through is loaded with it. Every loading has
 * an address of its own, so that a version is never confused with the next, nor with one that was stopped half-way.
 */
export function userModule(file: string, source: string): UserModule {
  setHooks()
  const address = `${pathToFileURL(file).href}@${(loads += 1)}`
  sources.set(address, importsOfNow(source))
  try {
    return { address, exports: { ...(require(address) as Record<string, unknown>) } }
  } catch (error) {
    if ((error as NodeJS.ErrnoException | null)?.code === 'ERR_REQUIRE_ASYNC_MODULE') {
      throw new ProbeFileError(file, { line: null, why: 'Uses await while it is loaded; a probe is synchronous' })
    }
    throw new ProbeFileError(file, thrownIn(address, file, error), { cause: error })
  } finally {
    sources.delete(address)
  }
}

/** Only the imports of sources in the map are touched: whatever else is loaded passes by. */
function setHooks(): void {
  if (areHooksSet) return
  areHooksSet = true
  registerHooks({
    resolve(specifier, context, next) {
      if (sources.has(specifier)) return { url: specifier, format: 'module-typescript', shortCircuit: true }
      if (context.parentURL === undefined || !sources.has(context.parentURL)) return next(specifier, context)
      const allowed = allowedImport(specifier)
      if ('refusal' in allowed) throw new Error(allowed.refusal)
      return next(pathToFileURL(allowed.path).href, context)
    },
    load(url, context, next) {
      const source = sources.get(url)
      return source === undefined ? next(url, context) : { format: 'module-typescript', source, shortCircuit: true }
    },
  })
}
