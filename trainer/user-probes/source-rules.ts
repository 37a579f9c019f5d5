import ts from 'typescript'
import type { Fault } from './fault.ts'
import { refusalOfImport } from './allowed-import.ts'

/** What a probe may not read though it would compile: a replay of the run would get another answer. */
const CHANGING = {
  random: 'draw from `random`, which is seeded by the run',
  clock: 'declare the need `clock` and read that',
}

/** What the text of a probe's file says that it may not, line by line: imports from elsewhere, chance and the clock. */
export function sourceFaults(parsed: ts.SourceFile, isInProject: boolean): Fault[] {
  const faults: Fault[] = []
  const imports = ts.preProcessFile(parsed.text, true, true).importedFiles
  for (const { fileName, pos } of imports) {
    const why = refusalOfImport(fileName, isInProject)
    if (why !== null) faults.push({ line: lineAt(parsed, pos), why })
  }
  visit(parsed, (node) => {
    const line = lineAt(parsed, node.getStart(parsed))
    if (ts.isPropertyAccessExpression(node) && node.getText(parsed) === 'Math.random')
      faults.push({ line, why: `Calls Math.random; ${CHANGING.random}` })
    if (ts.isIdentifier(node) && node.text === 'Date' && !isNameOfProperty(node))
      faults.push({ line, why: `Reads the clock; ${CHANGING.clock}` })
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      faults.push({ line, why: 'Imports inside a function; write the import at the top of the file' })
  })
  return faults
}

/** The line in which the probe says how it measures, for errors that know no line of their own. */
export function measureLine(parsed: ts.SourceFile): number | null {
  let line: number | null = null
  visit(parsed, (node) => {
    if (!ts.isObjectLiteralElement(node) || node.name?.getText(parsed) !== 'measure') return
    line ??= lineAt(parsed, node.getStart(parsed))
  })
  return line
}

export function lineAt(parsed: ts.SourceFile, position: number): number {
  return parsed.getLineAndCharacterOfPosition(position).line + 1
}

function isNameOfProperty(node: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.name === node
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node)
  ts.forEachChild(node, (child) => visit(child, see))
}
