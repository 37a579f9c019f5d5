import { setImmediate } from 'node:timers/promises'

/** Sockets, timers and signals are served at least this often. */
const BREATH_MS = 10

/** Lets sockets, timers and signals be served, if they have waited for long. */
export function breather(): () => Promise<void> {
  let breathedAt = performance.now()
  return async () => {
    if (performance.now() - breathedAt <= BREATH_MS) return
    await setImmediate()
    breathedAt = performance.now()
  }
}
