import type { RunClause, RunExpression } from '#src/vocabulary/index.ts'
import { parseRunClause, parseRunExpression } from '#src/vocabulary/run-expression/parse.ts'
import type { Database } from './database.ts'
import { keepNewest, memoryOf } from './memory.ts'

/** Texts that are remembered as they were read: the same are asked for again and again. */
const REMEMBERED = 512

export function expressionOf(db: Database, text: string): RunExpression {
  return remembered(db, 'expressions', text, parseRunExpression)
}

export function clauseOf(db: Database, text: string): RunClause {
  return remembered(db, 'clauses', text, parseRunClause)
}

function remembered<T>(db: Database, name: string, text: string, read: (text: string) => T): T {
  const memory = memoryOf<string, T>(db, name)
  const known = memory.get(text) ?? read(text)
  keepNewest(memory, text, known, REMEMBERED)
  return known
}
