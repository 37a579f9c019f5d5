import { grammar, type Grammar } from 'ohm-js'
import { RESERVED } from './words.ts'

/**
 * What the grammars of our languages have in common, in the notation of Ohm: a rule that begins with a capital skips
 * spaces, and what stands in brackets after a rule's name is what an error message calls it.
 * Chains are iterated, not recursed, so that only brackets nest.
 */
export const words = once(() =>
  grammar(String.raw`Words {
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
}`),
)

/**
 * Arithmetic, and how conditions are joined: what the language of breakpoints and that of runs have in common. Each says what
 * an `Atom` of it is besides, what a `Test`, and which words are its own.
 */
export const arithmeticGrammar = once(() =>
  grammar(
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
    { Words: words() },
  ),
)

/** A grammar that is made when it is first wanted: it takes some tens of milliseconds, and whoever loads it may never read a text. */
export function once(make: () => Grammar): () => Grammar {
  let made: Grammar | null = null
  return () => (made ??= make())
}
