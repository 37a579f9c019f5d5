import ts from 'typescript'
import type { Fault } from './fault.ts'
import { refusalOfImport } from './allowed-import.ts'
import type { FileKind } from './kind.ts'

/**
 * What the text of a file says that it may not though it would compile, place by place: imports from elsewhere, and chance and
 * the clock, by which a replay of the run would get another answer.
 */
export function sourceFaults(parsed: ts.SourceFile, isInProject: boolean, kind: FileKind): Fault[] {
  const { random, clock } = kind.instead
  const faults: Fault[] = []
  const imports = ts.preProcessFile(parsed.text, true, true).importedFiles
  for (const { fileName, pos } of imports) {
    const why = refusalOfImport(fileName, isInProject, kind)
    if (why !== null) faults.push({ ...placeAt(parsed, pos), why })
  }
  visit(parsed, (node) => {
    const place = placeAt(parsed, node.getStart(parsed))
    if (ts.isPropertyAccessExpression(node) && node.getText(parsed) === 'Math.random')
      faults.push({ ...place, why: `Calls Math.random; ${random}` })
    if (ts.isIdentifier(node) && node.text === 'Date' && !isNameOfProperty(node))
      faults.push({ ...place, why: `Reads the clock; ${clock}` })
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      faults.push({ ...place, why: 'Imports inside a function; write the import at the top of the file' })
  })
  return faults
}

/** The line in which the probe says how it measures, for errors that know no line of their own. */
export function measureLine(parsed: ts.SourceFile): number | null {
  let line: number | null = null
  visit(parsed, (node) => {
    if (!ts.isObjectLiteralElement(node) || node.name?.getText(parsed) !== 'measure') return
    line ??= placeAt(parsed, node.getStart(parsed)).line
  })
  return line
}

export function placeAt(parsed: ts.SourceFile, position: number): { readonly line: number; readonly column: number } {
  const { line, character } = parsed.getLineAndCharacterOfPosition(position)
  return { line: line + 1, column: character + 1 }
}

function isNameOfProperty(node: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.name === node
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node)
  ts.forEachChild(node, (child) => visit(child, see))
}
