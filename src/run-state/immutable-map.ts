/** Maps that are never changed: each function gives another one, or the same where nothing differs. */

export function added<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value)
}

/** One more at the end of the list under this key. */
export function appended<K, V>(map: ReadonlyMap<K, readonly V[]>, key: K, value: V): ReadonlyMap<K, readonly V[]> {
  return added(map, key, [...(map.get(key) ?? []), value])
}

export function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  if (!map.has(key)) return map
  const rest = new Map(map)
  rest.delete(key)
  return rest
}
