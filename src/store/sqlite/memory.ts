import type { Database } from './database.ts'

/** What is remembered under a name from one transaction to the next (see `Database.memory` for how long), by its keys. */
export function memoryOf<K, V>(db: Database, name: string): Map<K, V> {
  const known = db.memory.get(name) as Map<K, V> | undefined
  if (known !== undefined) return known
  const memory = new Map<K, V>()
  db.memory.set(name, memory)
  return memory
}

/** Remembers this one as the newest; of more than so many the oldest is forgotten. */
export function keepNewest<K, V>(memory: Map<K, V>, key: K, value: V, most: number): void {
  memory.delete(key)
  memory.set(key, value)
  if (memory.size > most) memory.delete(memory.keys().next().value!)
}
