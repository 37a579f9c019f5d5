import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')

/** One import of a file: ours as a path from the root (`trainer/run/plan.ts`), a package by its name. */
export interface Import {
  readonly file: string
  readonly target: string
  /** Whether it brings types alone, and so nothing that runs. */
  readonly isType: boolean
}

/** Every source file of the project, without its tests. */
export const FILES = ['src', 'probes', 'trainer', 'dashboard'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|js|svelte)$/.test(file))
    .map((file) => join(folder, file)),
)

/** Every import of every source file. */
export function allImports(): Import[] {
  return FILES.flatMap((file) => importsIn(file, readFileSync(join(ROOT, file), 'utf8')))
}

/** The imports of a text, if it stood in this file. */
export function importsIn(file: string, text: string): Import[] {
  const statements = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(?<type>type\s)?(?:[^'"\n;]|\n(?!\n))*?from\s+['"](?<from>[^'"]+)['"]|(?<typeOf>typeof\s+)?import\(\s*['"](?<dynamic>[^'"]+)['"]\s*\)|(?:^|\n)\s*import\s+['"](?<bare>[^'"]+)['"]/g,
  )
  return [...statements].map(({ groups = {} }) => ({
    file,
    target: targetOf(file, groups.from ?? groups.dynamic ?? groups.bare ?? ''),
    isType: (groups.type ?? groups.typeOf) !== undefined,
  }))
}

function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('#')) return specifier.slice(1)
  if (specifier.startsWith('.')) return relative(ROOT, resolve(ROOT, dirname(file), specifier))
  return specifier
}
