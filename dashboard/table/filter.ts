import type { RunsQuestion } from '#src/vocabulary/index.ts'

/** What somebody typed above the runs, as it is read: words to look for, a regular expression, or an expression of the run language. */
export type Filter =
  | { readonly as: 'nothing' }
  | { readonly as: 'text'; readonly text: string }
  | { readonly as: 'regex'; readonly regex: string }
  | { readonly as: 'expression'; readonly where: string }

/**
 * A comparison as an expression has it. A bare `key=value` without a space stays words: that is how one has always looked
 * for a setting, and it finds what begins so too.
 */
const COMPARES = /[<>~]|!=|\s=|=\s|=\s*"/

/** `/…/` is a regular expression; what compares something is an expression; all else is words. */
export function filterFrom(typed: string): Filter {
  const text = typed.trim()
  if (text === '') return { as: 'nothing' }
  const regex = /^\/(.+)\/$/.exec(text)?.[1]
  if (regex !== undefined) return { as: 'regex', regex }
  return COMPARES.test(text) ? { as: 'expression', where: typed.trimEnd() } : { as: 'text', text }
}

/** The part of a question that a filter is. */
export function asked(filter: Filter): Pick<RunsQuestion, 'text' | 'regex' | 'where'> {
  switch (filter.as) {
    case 'nothing':
      return {}
    case 'text':
      return { text: filter.text }
    case 'regex':
      return { regex: filter.regex }
    case 'expression':
      return { where: filter.where }
  }
}

/** Why a regular expression is none; null where it is one. */
export function regexFault(regex: string): string | null {
  try {
    RegExp(regex, 'u')
    return null
  } catch (error) {
    return String(error instanceof Error ? error.message : error).replace(/^Invalid regular expression: /, '')
  }
}
