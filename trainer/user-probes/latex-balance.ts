/** What is wrong with the brackets of a formula, or null. `\bigl` and its like only size the bracket after them. */
export function imbalanceOf(formula: string): string | null {
  const closers: Record<string, string> = {
    '{': '}',
    '(': ')',
    '[': ']',
    '\\{': '\\}',
    '\\langle': '\\rangle',
    '\\lVert': '\\rVert',
    '\\lfloor': '\\rfloor',
    '\\lvert': '\\rvert',
    '\\lceil': '\\rceil',
    '\\begin': '\\end',
    '\\bigl': '\\bigr',
    '\\Bigl': '\\Bigr',
    '\\biggl': '\\biggr',
    '\\Biggl': '\\Biggr',
    '\\left': '\\right',
  }
  const awaited: string[] = []
  const sizes: string[] = []
  for (const [token] of formula.matchAll(/\\[a-zA-Z]+|\\.|\\$|[{}()[\]$]/g)) {
    if (token === '$' || token === '\\') return `stray ${token}`
    const closer = closers[token]
    const stack = /^\\([bB]igg?[lr]|left|right)$/.test(token) ? sizes : awaited
    if (closer !== undefined) stack.push(closer)
    else if (Object.values(closers).includes(token) && stack.pop() !== token) return `unexpected ${token}`
  }
  return [...sizes, ...awaited].length === 0 ? null : `missing ${[...sizes, ...awaited].join(' ')}`
}
