import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { BOUNDS } from '#src/vocabulary/index.ts'

/**
 * Answers the requests of one connection one after the other, the next when its client has taken the answer before: whoever sends
 * many at once and reads nothing costs one answer, not all of them. One that sends more than `BOUNDS.requestsWaiting` is ended.
 */
export function requestsInTurn(): (
  request: IncomingMessage,
  response: ServerResponse,
  work: () => Promise<void>,
) => Promise<void> {
  const lines = new WeakMap<Socket, { waiting: number; last: Promise<void> }>()
  return async ({ socket }, response, work) => {
    const line = lines.get(socket) ?? { waiting: 0, last: Promise.resolve() }
    lines.set(socket, line)
    if (++line.waiting > BOUNDS.requestsWaiting) return void socket.destroy()
    const before = line.last
    line.last = new Promise((resolve) => response.once('close', resolve))
    void line.last.then(() => (line.waiting -= 1))
    await before
    if (!socket.destroyed) await work()
  }
}
