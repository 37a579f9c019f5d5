import { join } from 'node:path'
import type { BuildOptions, LibraryOptions } from 'vite'
import { runtimeError } from '#src/vocabulary/index.ts'

/** What is bundled: the file that it begins with, and how vite builds it. */
export interface Bundle {
  readonly entry: string
  readonly lib: Omit<LibraryOptions, 'entry'>
  readonly build?: BuildOptions
}

/** A file and all that it imports as one script that loads nothing. `what` names it in an error. */
export async function bundled(root: string, what: string, { entry, lib, build: how }: Bundle): Promise<string> {
  const { build } = await import('vite')
  const made = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    publicDir: false,
    build: { write: false, ...how, lib: { ...lib, entry: join(root, entry) } },
  })
  const [output] = [made].flat()
  const chunk = output !== undefined && 'output' in output ? output.output[0] : undefined
  if (chunk?.type !== 'chunk') throw runtimeError(`${what} was not built: vite made no chunk`)
  return chunk.code
}
