type Builtins = 'node:fs' | 'node:path' | 'node:os' | 'node:crypto' | 'node:util'

/** The environment of Node, where this runs in it; null in a browser, which loads nothing of Node. */
export function environment(): Readonly<Record<string, string | undefined>> | null {
  const { process } = globalThis as { process?: Partial<NodeJS.Process> }
  const isNode = typeof process?.versions?.node === 'string' && typeof process.getBuiltinModule === 'function'
  return isNode ? process.env! : null
}

/** A module of Node, for who has asked whether this is Node. */
export function builtin<Id extends Builtins>(id: Id) {
  return process.getBuiltinModule(id)
}

/** What an error of Node is called: `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | null)?.code
}

export function hostName(): string {
  if (environment() !== null) return builtin('node:os').hostname()
  const { location } = globalThis as { location?: { readonly host: string } }
  return location?.host || 'a browser'
}
