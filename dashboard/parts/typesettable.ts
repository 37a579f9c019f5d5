import { BOUNDS } from '#src/vocabulary/index.ts'

const { formulaTypeset: LONGEST, formulaDepth: DEEPEST } = BOUNDS
/** As much of what is not typeset as one would read. */
const SHOWN = 300

/** Why a formula is shown as it was written, and how much of it; null where it can be typeset. */
export function asWritten(latex: string): { readonly text: string; readonly why: string } | null {
  const why =
    latex.length > LONGEST
      ? `not typeset: it has ${latex.length} characters, and more than ${LONGEST} are not`
      : depthOf(latex) > DEEPEST
        ? `not typeset: its braces are nested more than ${DEEPEST} deep`
        : null
  if (why === null) return null
  return { text: latex.length > SHOWN ? `${latex.slice(0, SHOWN)}…` : latex, why }
}

function depthOf(latex: string): number {
  let depth = 0
  let deepest = 0
  for (const [opened] of latex.matchAll(/\\?[{}]|\\(?:left|right|begin|end)\b/g)) {
    if (opened === '{' || opened === '\\left' || opened === '\\begin') deepest = Math.max(deepest, ++depth)
    else if (!/^\\[{}]/.test(opened)) depth--
  }
  return deepest
}
