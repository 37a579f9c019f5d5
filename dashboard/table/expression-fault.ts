import { messageOf, MisreadError } from '#src/vocabulary/index.ts'
import { parseRunClause, parseRunExpression } from '#src/vocabulary/run-expression/parse.ts'

/** Where an expression of the run language goes wrong, and what could stand there. */
export interface Fault {
  readonly offset: number
  readonly why: string
}

/** Null where the text is read: as a condition that runs are found by, or as a value that a column shows. */
export function expressionFault(text: string, as: 'condition' | 'value' = 'condition'): Fault | null {
  try {
    if (as === 'condition') parseRunClause(text)
    else parseRunExpression(text)
    return null
  } catch (error) {
    return { offset: error instanceof MisreadError ? error.offset : 0, why: messageOf(error) }
  }
}
