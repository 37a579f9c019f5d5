import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { currentFile } from './former-imports.ts'
import { CHECKOUT, PROJECT_PROBES } from './project-probes.ts'

/** What a probe may import: the words that every part shares, and what is in probes/. */
const ALLOWED = ['src/vocabulary/', 'probes/']

const MATHS = join(PROJECT_PROBES, 'maths')

/**
 * Where an import of a probe's file leads. A probe is one file: what it computes must not change with a file beside it
 * that is edited later, so a relative path is for files in probes/ alone, wherever a copy of them is kept.
 */
export function allowedImport(specifier: string): { readonly path: string } | { readonly refusal: string } {
  const path = specifier.startsWith('#')
    ? join(CHECKOUT, specifier.slice(1))
    : /^\.\.?\//.test(specifier)
      ? resolve(PROJECT_PROBES, specifier)
      : null
  if (path === null || !ALLOWED.some((folder) => relative(CHECKOUT, path).startsWith(folder))) {
    const instead =
      "a probe imports from '#src/vocabulary/…' and '#probes/…' only, or defines what it needs in its own file"
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
export function refusalOfImport(specifier: string, isInProject: boolean): string | null {
  if (!isInProject && specifier.startsWith('.')) {
    return `Imports '${specifier}'; a user-defined probe is one file: write '#probes/…' for what is in probes/, or define it in the file itself`
  }
  const allowed = allowedImport(specifier)
  return 'refusal' in allowed ? allowed.refusal : null
}
