import { createHash } from 'node:crypto'
import { createRequire, registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { allowedImport } from './allowed-import.ts'
import { thrownIn, UserFileError } from './fault.ts'
import { importsOfNow } from './former-imports.ts'
import type { FileKind } from './kind.ts'

const require = createRequire(import.meta.url)
/** Sources that are being loaded, as they were read, by address. */
const sources = new Map<string, { readonly text: string; readonly kind: FileKind }>()
let areHooksSet = false
let loads = 0

const NOT_YET = { probe: 'a probe is synchronous', experiment: 'an experiment only defines' } as const

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
export function userModule(file: string, source: string, kind: FileKind): UserModule {
  setHooks()
  const address = `${pathToFileURL(file).href}@${(loads += 1)}`
  sources.set(address, { text: importsOfNow(source), kind })
  try {
    return { address, exports: { ...(require(address) as Record<string, unknown>) } }
  } catch (error) {
    if ((error as NodeJS.ErrnoException | null)?.code === 'ERR_REQUIRE_ASYNC_MODULE') {
      throw new UserFileError(file, { line: null, why: `Uses await while it is loaded; ${NOT_YET[kind.noun]}` })
    }
    throw new UserFileError(file, thrownIn(address, file, error), { cause: error })
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
      const parent = context.parentURL === undefined ? undefined : sources.get(context.parentURL)
      if (parent === undefined) return next(specifier, context)
      const allowed = allowedImport(specifier, parent.kind)
      if ('refusal' in allowed) throw new Error(allowed.refusal)
      return next(pathToFileURL(allowed.path).href, context)
    },
    load(url, context, next) {
      const source = sources.get(url)?.text
      return source === undefined ? next(url, context) : { format: 'module-typescript', source, shortCircuit: true }
    },
  })
}
