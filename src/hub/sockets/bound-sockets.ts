import type { Server } from 'socket.io'
import { BOUNDS } from '#src/vocabulary/index.ts'
import { boundLine } from './line.ts'
import type { Tally } from './tally.ts'

/** Holds every connection of a hub to the bounds. */
export function boundSockets(io: Server, tally: Tally): void {
  io.engine.on('connection', (line) => boundLine(line, tally))
  // A greeting of the transport that is none, or that was refused.
  io.engine.on('connection_error', () => tally.refused())
}

/** Why there is no room for another connection, or null. */
export function fullness(io: Server, url: string): string | null {
  const isNew = !url.includes('sid=')
  if (!isNew || io.engine.clientsCount < BOUNDS.connections) return null
  return `The hub has ${BOUNDS.connections} connections, the most that it takes; close a page or wait for a run to end`
}
