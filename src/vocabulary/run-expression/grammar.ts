import { grammar } from 'ohm-js'
import { arithmeticGrammar, once } from '../condition/base-grammars.ts'
import { RUN_RESERVED } from './text.ts'

/** The grammar of what can be asked of runs; arithmetic and how conditions are joined are those of breakpoints. */
export const runGrammar = once(() =>
  grammar(
    String.raw`Runs <: Arithmetic {
  Test := Sum is not finite -- notFinite
    | Sum is finite -- finite
    | Sum is not absent -- notAbsent
    | Sum is absent -- absent
    | Sum matches text -- matches
    | Sum comparison Sum -- compare
    | "(" Or ")" -- bracketed
  Atom := number -- number
    | text -- text
    | function "(" NonemptyListOf<Sum, ","> ")" -- call
    | property -- property
    | "(" Sum ")" -- bracketed

  text (a text in quotes) = quoted
  property (a name) = ~reserved plainName
  reserved := (${RUN_RESERVED.map((word) => `"${word}"`).join(' | ')}) wordEnd
  matches (a comparison) = "~"
}`,
    { Arithmetic: arithmeticGrammar() },
  ),
)
