import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import type { Fault } from './fault.ts'
import { CHECKOUT } from './checkout.ts'
import type { FileKind } from './kind.ts'
import { isHome } from './home.ts'
import { measureLine, placeAt, sourceFaults } from './source-rules.ts'

/** As strict as the project itself (tsconfig.json), so that a file can move into the project unchanged; but with the language alone: it knows no Node and no page. */
const STRICT: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.esnext.d.ts'],
  types: [],
  strict: true,
  noEmit: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noFallthroughCasesInSwitch: true,
  allowImportingTsExtensions: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: true,
  paths: Object.fromEntries(['probes', 'src', 'trainer'].map((name) => [`#${name}/*`, [join(CHECKOUT, name, '*')]])),
}

/** What is there besides the language: a line on the trainer's terminal, to find a mistake by. */
const SURROUNDINGS = join(CHECKOUT, 'probes', 'surroundings.d.ts')
const SURROUNDINGS_TEXT = 'declare const console: { log(...said: unknown[]): void }'

/** TypeScript says how to get at Node's or the page's types, which such a file is not to have. */
const NO_SUCH_NAME = [2580, 2582, 2583, 2584, 2591, 2592, 2593]

export interface Checked {
  readonly fault: Fault | null
  /** Where a probe says how it measures. */
  readonly measureLine: number | null
}

/** A language service that is kept: the first answer reads the language and the project's types, the next read one file. */
export function openTypeCheck(kind: FileKind): (file: string, source: string) => Checked {
  let current: { file: string; source: string } = { file: SURROUNDINGS, source: SURROUNDINGS_TEXT }
  let version = 0
  const textOf = (file: string) =>
    file === current.file ? current.source : file === SURROUNDINGS ? SURROUNDINGS_TEXT : ts.sys.readFile(file)
  const service = ts.createLanguageService({
    getCompilationSettings: () => STRICT,
    getScriptFileNames: () => [SURROUNDINGS, current.file],
    getScriptVersion: (file) => (file === current.file ? `now ${version}` : changedAt(file)),
    getScriptSnapshot: (file) => {
      const text = textOf(file)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => CHECKOUT,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (file) => file === current.file || ts.sys.fileExists(file),
    readFile: textOf,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  })
  return (file, source) => {
    current = { file, source }
    version += 1
    const parsed = service.getProgram()?.getSourceFile(file)
    if (parsed === undefined) throw new Error(`TypeScript could not read ${file}`)
    const syntax = service.getSyntacticDiagnostics(file)
    const found = syntax.length > 0 ? [] : sourceFaults(parsed, isHome(dirname(file), kind), kind)
    const diagnostics = syntax.length > 0 ? syntax : found.length > 0 ? [] : service.getSemanticDiagnostics(file)
    return { fault: firstOf([...found, ...diagnostics.map(faultFrom)]), measureLine: measureLine(parsed) }
  }
}

/** Files of the project may change while a run is live; what is not on the disk does not. */
function changedAt(file: string): string {
  if (file.includes('/node_modules/')) return 'as installed'
  return String(statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0)
}

function faultFrom({ file, start, messageText, code }: ts.Diagnostic): Fault {
  const place = file === undefined || start === undefined ? { line: null } : placeAt(file, start)
  return { ...place, why: sentence(ts.flattenDiagnosticMessageText(messageText, '\n').split('\n'), code) }
}

/** The last line of what TypeScript says is the reason; the first, where it is short, says of what. Long types are left out. */
function sentence(said: readonly string[], code: number): string {
  if (NO_SUCH_NAME.includes(code)) return (said[0] ?? '').replace(/\..*/, '')
  const [first = '', last = ''] = [said[0], said.at(-1)].map((line) =>
    line
      ?.trim()
      .replaceAll(/'[^']{80,}'/g, "'…'")
      .replace(/\.$/, ''),
  )
  const missing = /^Property '\w+' is missing/.exec(last)
  if (missing !== null) return missing[0]
  return said.length < 2 || first.includes("'…'") ? last : `${first}: ${last}`
}

/** The first in the file, with the count of the others. */
function firstOf(faults: readonly Fault[]): Fault | null {
  const [first, ...rest] = faults.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
  if (first === undefined || rest.length === 0) return first ?? null
  return { ...first, why: `${first.why}; and ${rest.length} more ${rest.length === 1 ? 'error' : 'errors'}` }
}

/** Where a definition gives a field its value, for what is wrong with that: at the first of this name. */
export function placeOfField(source: string, name: string): { readonly line: number; readonly column: number } | null {
  const parsed = ts.createSourceFile('file.ts', source, ts.ScriptTarget.ESNext, true)
  const found = firstField(parsed, parsed, name)
  return found === null ? null : placeAt(parsed, found)
}

function firstField(node: ts.Node, parsed: ts.SourceFile, name: string): number | null {
  if (ts.isObjectLiteralElement(node) && node.name?.getText(parsed) === name) return node.getStart(parsed)
  return ts.forEachChild(node, (child) => firstField(child, parsed, name) ?? undefined) ?? null
}
