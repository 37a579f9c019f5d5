import { grammar } from 'ohm-js'
import { arithmeticGrammar, words } from './base-grammars.ts'

/** The grammar of conditions of breakpoints. */
export const Conditions = grammar(
  String.raw`Conditions <: Arithmetic {
  Held := Test for Steps -- for
    | Test
  Test := anyWord value is not finite -- any
    | eventWord "(" event ")" -- event
    | series is absent -- absent
    | Sum is not finite -- notFinite
    | Sum is finite -- finite
    | Sum comparison Sum -- compare
    | Sum falls below Sum -- fallsBelow
    | Sum rises above Sum -- risesAbove
    | Sum change by Amount within Steps -- change
    | "(" Or ")" -- bracketed
  Amount = number percent?
  Atom := number -- number
    | step -- step
    | scoreWord "(" event ")" -- score
    | function "(" NonemptyListOf<Sum, ","> ")" -- call
    | series -- series
    | "(" Sum ")" -- bracketed

  series (a series) = name
  event (the id of a detector or the label of an event in quotes) = quoted
  change = falls | rises | changes
  percent ('%') = "%"
  step ('step') = "step" wordEnd
  function := ~eventWord ~scoreWord ~reserved plainName &(space* "(")
  scoreWord ('score') = "score" wordEnd
  eventWord ('event') = "event" wordEnd
  anyWord ('any') = "any" wordEnd
  value ('value') = "value" wordEnd
  falls ('falls') = "falls" wordEnd
  rises ('rises') = "rises" wordEnd
  changes ('changes') = "changes" wordEnd
  above ('above') = "above" wordEnd
  below ('below') = "below" wordEnd
  by ('by') = "by" wordEnd
  within ('within') = "within" wordEnd
}`,
  { Arithmetic: arithmeticGrammar() },
)

/** The grammar of what breakpoints do. */
export const Actions = grammar(
  String.raw`Actions <: Words {
  Actions = NonemptyListOf<Action, ",">
  Action = pause -- pause
    | checkpoint -- checkpoint
    | mark label -- mark
    | densify NonemptyListOf<probe, and> every Count steps? for Steps -- densify
    | fill NonemptyListOf<probe, and> every Count steps? within Steps -- fill
    | fork NonemptyListOf<Change, and> -- fork
  Change = setting "=" Value
  Value = minus? number -- number
    | word -- word

  probe (a probe) = name
  setting (a setting) = name
  word (a word) = name
  label (a label in quotes) = quoted
  minus ('-') = "-"
  pause ('pause') = "pause" wordEnd
  checkpoint ('checkpoint') = "checkpoint" wordEnd
  mark ('mark') = "mark" wordEnd
  densify ('densify') = "densify" wordEnd
  fill ('fill') = "fill" wordEnd
  within ('within') = "within" wordEnd
  fork ('fork') = "fork" wordEnd
  every ('every') = "every" wordEnd
}`,
  { Words: words() },
)
