import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Does `work` while no other process holds the lock of this file, waiting up to two minutes for it. The lock is
 * SQLite's, which is the kernel's: it is free again when its holder dies, however it dies.
 */
export async function alone<T>(file: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true })
  using lock = new DatabaseSync(file)
  lock.exec('pragma busy_timeout = 120000; begin exclusive')
  return await work()
}
