import { inOrderOfValue, isPlaced, jsonFromRunValue, type RunValue } from '#src/vocabulary/index.ts'

/** Those with the same key, in the order of their keys: numbers by size, then words, then NaN, then what has none. */
export function inGroups<One extends { readonly key: readonly RunValue[] }>(
  all: readonly One[],
): { readonly key: readonly RunValue[]; readonly members: readonly One[] }[] {
  const groups = new Map<string, { readonly key: readonly RunValue[]; readonly members: One[] }>()
  for (const one of all) {
    const name = nameOf(one.key)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, { key: one.key, members: [one] })
    else group.members.push(one)
  }
  return [...groups.values()].sort((a, b) => compareKeys(a.key, b.key))
}

export function areSameKeys(one: readonly RunValue[], other: readonly RunValue[]): boolean {
  return nameOf(one) === nameOf(other)
}

function compareKeys(one: readonly RunValue[], other: readonly RunValue[]): number {
  for (const [i, value] of one.entries()) {
    const order = compareValues(value, other[i] ?? null)
    if (order !== 0) return order
  }
  return 0
}

export function compareValues(one: RunValue, other: RunValue): number {
  if (isPlaced(one) && isPlaced(other)) return inOrderOfValue(one, other)
  return Number(isPlaced(other)) - Number(isPlaced(one)) || Number(one === null) - Number(other === null)
}

/** Numbers and words are told apart. */
function nameOf(key: readonly RunValue[]): string {
  return JSON.stringify(key.map((value) => jsonFromRunValue(value === 0 ? 0 : value))) // −0 is 0
}
