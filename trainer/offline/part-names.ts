import { visible } from '#src/vocabulary/index.ts'

/** Leaves room for what a probe adds to it, of the 256 characters that a part may have. */
const LONGEST = 200

/**
 * What tensors are called as parts of an answer, where a part is a line of some length, and the one that stands for all has a
 * name of its own: tensors may be called `total`, have line breaks in their names, or long ones, and stay distinct.
 */
export function partNames(names: readonly string[], headline: string | null = null): string[] {
  const given = new Set(names)
  const taken = new Set(headline === null ? [] : [headline])
  return names.map((name) => {
    const plain = shortened(visible(name))
    const isFree = (part: string) => !taken.has(part) && (part === name || !given.has(part))
    let part = plain
    for (let count = 1; !isFree(part); count++) part = count === 1 ? `${plain} (tensor)` : `${plain} (tensor ${count})`
    taken.add(part)
    return part
  })
}

function shortened(name: string): string {
  if (name.length <= LONGEST) return name
  const half = LONGEST / 2 - 1
  return `${name.slice(0, half).toWellFormed()}…${name.slice(-half).toWellFormed()}`
}
