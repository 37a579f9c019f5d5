import { grammar } from 'ohm-js'
import { RESERVED } from './words.ts'

/**
 * The grammar of conditions and of what breakpoints do, in the notation of Ohm: a rule that begins with a capital skips
 * spaces, and what stands in brackets after a rule's name is what an error message calls it.
 * Chains are iterated, not recursed, so that only brackets nest.
 */
const Words = grammar(String.raw`Words {
  plainName = letter wordChar* (joint+ wordChar+)*
  quoted = "\"" (escaped | ~"\"" ~"\\" any)* "\""
  escaped = "\\" any
  joint = "-" | "/" | "." | ":"
  wordChar = alnum | "_"
  wordEnd = ~(joint* wordChar)
  reserved = (${RESERVED.map((word) => `"${word}"`).join(' | ')}) wordEnd
  name = ~reserved plainName -- plain
    | quoted

  number (a number) = digit+ ("." digit+)? exponent? -- whole
    | "." digit+ exponent? -- fraction
  exponent = ("e" | "E") ("+" | "-")? digit+

  Count = number
  Steps = Count steps
  steps ('steps') = ("steps" | "step") wordEnd
  and ('and') = "and" wordEnd
  for ('for') = "for" wordEnd
}`)

/**
 * Arithmetic, and how conditions are joined: what the language of breakpoints and that of runs have in common. Each says what
 * an `Atom` of it is besides, what a `Test`, and which words are its own.
 */
export const Arithmetic = grammar(
  String.raw`Arithmetic <: Words {
  Or = And (or And)*
  And = Not (and Not)*
  Not = not* Held
  Held = Test
  Test = Sum comparison Sum -- compare
    | "(" Or ")" -- bracketed

  Sum = Product (plusOrMinus Product)*
  Product = Signed (timesOrDivide Signed)*
  Signed = minus* Power
  Power = Atom (power Exponent)*
  Exponent = minus* Atom
  Atom = number -- number
    | function "(" NonemptyListOf<Argument, ","> ")" -- call
    | "(" Sum ")" -- bracketed
  Argument = Sum

  function (a function) = ~reserved plainName &(space* "(")
  comparison (a comparison) = "<=" | "≤" | "<" | ">=" | "≥" | ">" | "==" | "=" | "!=" | "≠"
  plusOrMinus (an operator) = "+" | "-"
  timesOrDivide (an operator) = "*" | "/"
  power (an operator) = "^"
  minus ('-') = "-"
  or ('or') = "or" wordEnd
  not ('not') = "not" wordEnd
  is ('is') = "is" wordEnd
  finite ('finite') = "finite" wordEnd
  absent ('absent') = "absent" wordEnd
}`,
  { Words },
)

export const Conditions = grammar(
  String.raw`Conditions <: Arithmetic {
  Held := Test for Steps -- for
    | Test
  Test := anyWord value is not finite -- any
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
    | function "(" NonemptyListOf<Sum, ","> ")" -- call
    | series -- series
    | "(" Sum ")" -- bracketed

  series (a series) = name
  change = falls | rises | changes
  percent ('%') = "%"
  step ('step') = "step" wordEnd
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
  { Arithmetic },
)

export const Actions = grammar(
  String.raw`Actions <: Words {
  Actions = NonemptyListOf<Action, ",">
  Action = pause -- pause
    | checkpoint -- checkpoint
    | mark label -- mark
    | densify NonemptyListOf<probe, and> every Count steps? for Steps -- densify
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
  fork ('fork') = "fork" wordEnd
  every ('every') = "every" wordEnd
}`,
  { Words },
)
