import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'

/** What a file says to others, and what it takes from them. */
interface Module {
  readonly file: string
  /** By the name that others know it by; types and what is passed on under a name of its own are told apart. */
  readonly exports: ReadonlyMap<string, 'value' | 'type' | 'passed on'>
  /** Files whose every export is passed on under its own name. */
  readonly passedOn: readonly string[]
  /** One of another file; `*` is all of them. */
  readonly taken: readonly { readonly file: string; readonly name: string }[]
  /** Names that stand in it, at least where they are declared. */
  readonly names: ReadonlyMap<string, number>
}

/** Something exported that the program could do without: nobody takes it, or tests alone. */
export interface Unused {
  readonly file: string
  readonly name: string
  readonly why: string
}

const PROGRAM = ['src', 'probes', 'trainer', 'dashboard']

/** Every export that the program could do without, with what becomes of it. */
export function unusedExports(root: string): Unused[] {
  const modules = new Map(
    [...PROGRAM, 'tests']
      .flatMap((folder) => filesIn(root, folder))
      .map((file): [string, Module] => [file, moduleOf(root, file)]),
  )
  const takenBy = (isCounted: (file: string) => boolean): Set<string> => {
    const taken = new Set<string>()
    for (const module of modules.values()) {
      if (isCounted(module.file)) for (const { file, name } of module.taken) take(modules, file, name, taken)
    }
    return taken
  }
  const isOfTests = (file: string) => file.startsWith('tests/')
  const byProgram = takenBy((file) => !isOfTests(file))
  const byTests = takenBy(isOfTests)
  return [...modules.values()]
    .filter(({ file }) => !isOfTests(file) && !isNamedByOthers(file))
    .flatMap(({ file, exports, names }) =>
      [...exports].flatMap(([name, kind]) => {
        if (byProgram.has(`${file}#${name}`)) return []
        const why = whyUnused(kind, (names.get(name) ?? 0) > 1, byTests.has(`${file}#${name}`), isForUserProbes(file))
        return why === null ? [] : [{ file, name, why }]
      }),
    )
}

/**
 * A type that its own file uses says what its functions take and give, so that a caller can name it; a function that its
 * own file uses may be tested apart.
 */
function whyUnused(kind: string, isUsedInItsFile: boolean, isTested: boolean, isOffered: boolean): string | null {
  if (isUsedInItsFile && kind !== 'passed on')
    return kind === 'type' || isTested || isOffered ? null : 'only its own file uses it: it needs no export'
  return isTested ? 'only tests use it: move it to them, or let them take it where it is' : 'nobody uses it: remove it'
}

/** Formulas: a probe that a person writes may take any of them. */
function isForUserProbes(file: string): boolean {
  return file.startsWith('probes/maths/')
}

/** SvelteKit finds what its routes export by their names, and a component's functions are those of its instance. */
function isNamedByOthers(file: string): boolean {
  return file.endsWith('.svelte') || /^dashboard\/routes\/.*\+\w+\.ts$/.test(file)
}

/** Marks what is taken where it is declared, through every file that passes it on. */
function take(modules: ReadonlyMap<string, Module>, file: string, name: string, taken: Set<string>): void {
  const module = modules.get(file)
  if (module === undefined || taken.has(`${file}#${name}`)) return
  taken.add(`${file}#${name}`)
  if (name === '*') for (const one of module.exports.keys()) taken.add(`${file}#${one}`)
  if (name === '*' || !module.exports.has(name)) for (const other of module.passedOn) take(modules, other, name, taken)
}

function filesIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|js|svelte)$/.test(file) && !file.endsWith('.d.ts'))
    .map((file) => join(folder, file))
}

function moduleOf(root: string, file: string): Module {
  const text = readFileSync(join(root, file), 'utf8')
  const code = file.endsWith('.svelte') ? scriptsOf(text) : text
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, false)
  const exports = new Map<string, 'value' | 'type' | 'passed on'>()
  const passedOn: string[] = []
  const taken: { file: string; name: string }[] = []
  const names = new Map<string, number>()
  const fileOf = (specifier: ts.Node) => targetOf(root, file, (specifier as ts.StringLiteral).text)
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.set(node.text, (names.get(node.text) ?? 0) + 1)
    if (ts.isImportDeclaration(node)) {
      const { importClause: clause } = node
      const bound = clause?.namedBindings
      if (bound !== undefined && ts.isNamedImports(bound)) {
        for (const one of bound.elements)
          taken.push({ file: fileOf(node.moduleSpecifier), name: (one.propertyName ?? one.name).text })
      } else if (bound !== undefined) taken.push({ file: fileOf(node.moduleSpecifier), name: '*' })
      if (clause?.name !== undefined) taken.push({ file: fileOf(node.moduleSpecifier), name: 'default' })
      return
    }
    if (ts.isExportDeclaration(node)) {
      const { exportClause: clause, moduleSpecifier: from } = node
      if (clause === undefined) passedOn.push(fileOf(from!))
      else if (ts.isNamedExports(clause)) {
        for (const one of clause.elements) {
          exports.set(one.name.text, from === undefined ? 'value' : 'passed on')
          if (from !== undefined) taken.push({ file: fileOf(from), name: (one.propertyName ?? one.name).text })
        }
      }
      return
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments
      if (specifier !== undefined && ts.isStringLiteral(specifier)) taken.push({ file: fileOf(specifier), name: '*' })
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      taken.push({ file: fileOf(node.argument.literal), name: '*' })
    }
    if (isExported(node)) {
      const kind = ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) ? 'type' : 'value'
      for (const name of declaredBy(node)) exports.set(name, kind)
    }
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(source, visit)
  return { file, exports, passedOn, taken, names }
}

function isExported(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  )
}

function declaredBy(node: ts.Node): string[] {
  if (!ts.isVariableStatement(node)) return [((node as ts.FunctionDeclaration).name as ts.Identifier).text]
  return node.declarationList.declarations.flatMap(({ name }) =>
    ts.isIdentifier(name)
      ? [name.text]
      : name.elements.flatMap((one) => ('name' in one && ts.isIdentifier(one.name) ? [one.name.text] : [])),
  )
}

function scriptsOf(text: string): string {
  return [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, code]) => code).join('\n')
}

function targetOf(root: string, file: string, specifier: string): string {
  if (specifier.startsWith('#')) return specifier.slice(1)
  return specifier.startsWith('.') ? relative(root, resolve(root, dirname(file), specifier)) : specifier
}
