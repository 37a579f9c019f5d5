import type { RunValue } from '#src/vocabulary/index.ts'

/** Those with the same key, in the order of their keys: numbers by size, NaN after them, then words, then what has none. */
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

export function compareKeys(one: readonly RunValue[], other: readonly RunValue[]): number {
  for (const [i, value] of one.entries()) {
    const order = compareValues(value, other[i] ?? null)
    if (order !== 0) return order
  }
  return 0
}

export function compareValues(one: RunValue, other: RunValue): number {
  const ranks = rankOf(one) - rankOf(other)
  if (ranks !== 0) return ranks
  if (typeof one === 'number' && typeof other === 'number')
    return Number.isNaN(one) ? 0 : one === other ? 0 : one - other
  return typeof one === 'string' && typeof other === 'string' ? Number(one > other) - Number(one < other) : 0
}

function rankOf(value: RunValue): number {
  if (value === null) return 3
  if (typeof value === 'string') return 2
  return Number.isNaN(value) ? 1 : 0
}

/** Numbers and words are told apart, as are −0 and 0 not. */
function nameOf(key: readonly RunValue[]): string {
  return key.map((value) => (typeof value === 'number' ? `n${value + 0}` : JSON.stringify(value))).join()
}
