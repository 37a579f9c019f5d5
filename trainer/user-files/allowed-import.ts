import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { currentFile } from './former-imports.ts'
import { CHECKOUT } from './checkout.ts'
import type { FileKind } from './kind.ts'

const MATHS = join(CHECKOUT, 'probes', 'maths')

/**
 * Where an import of a person's file leads. It is one file: what it computes must not change with a file beside it
 * that is edited later, so a relative path is for files of the project's own folder alone, wherever a copy of them is kept.
 */
export function allowedImport(
  specifier: string,
  { noun, imports, importsText, home }: FileKind,
): { readonly path: string } | { readonly refusal: string } {
  const path = specifier.startsWith('#')
    ? join(CHECKOUT, specifier.slice(1))
    : /^\.\.?\//.test(specifier)
      ? resolve(CHECKOUT, home, specifier)
      : null
  if (path === null || !imports.some((folder) => relative(CHECKOUT, path).startsWith(folder))) {
    const instead = `${nounWithArticle(noun)} imports from ${importsText} only, or defines what it needs in its own file`
    return { refusal: `Imports '${specifier}'; ${instead}` }
  }
  const place = placeOf(path)
  if (place === null) return { refusal: `Imports '${specifier}', but there is no ${relative(CHECKOUT, path)}` }
  return { path: place }
}

/** Where a file is that may have been named, or lain, elsewhere: formulas were flat in probes/maths before they had rooms. */
function placeOf(path: string): string | null {
  if (existsSync(path)) return path
  const folder = dirname(path)
  const file = currentFile(basename(path))
  if (folder !== MATHS) return existsSync(join(folder, file)) ? join(folder, file) : null
  const rooms = readdirSync(MATHS, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return rooms.map(({ name }) => join(MATHS, name, file)).find((moved) => existsSync(moved)) ?? null
}

/** The same of a file that may lie elsewhere, where a relative path would mean another file. */
export function refusalOfImport(specifier: string, isInProject: boolean, kind: FileKind): string | null {
  const { noun, home } = kind
  if (!isInProject && specifier.startsWith('.')) {
    return `Imports '${specifier}'; a user-defined ${noun} is one file: write '#${home}…' for what is in ${home}, or define it in the file itself`
  }
  const allowed = allowedImport(specifier, kind)
  return 'refusal' in allowed ? allowed.refusal : null
}

function nounWithArticle(noun: FileKind['noun']): string {
  return noun === 'experiment' ? 'an experiment' : 'a probe'
}
