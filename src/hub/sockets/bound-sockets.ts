import type { IncomingMessage } from 'node:http'
import type { Server } from 'socket.io'
import { BOUNDS } from '#src/vocabulary/index.ts'
import { boundLine } from './line.ts'
import type { Tally } from './tally.ts'

/** Holds every connection of a hub to the bounds, and closes the namespace that nobody asked for. */
export function boundSockets(io: Server, tally: Tally): void {
  io.engine.on('connection', (line) => boundLine(line, tally))
  // A greeting of the transport that is none, or that was refused.
  io.engine.on('connection_error', () => tally.refused())
  // socket.io always has it, and what is said there would reach an emitter unchecked.
  io.of('/').use((_socket, next) => {
    tally.refused()
    next(new Error('Nothing is here; trainers speak to /trainer, viewers to /viewer'))
  })
}

/** Why there is no room for another connection, or null. */
export function fullness(io: Server): (request: IncomingMessage) => string | null {
  return ({ url }) => {
    const isNew = !url?.includes('sid=')
    if (!isNew || io.engine.clientsCount < BOUNDS.connections) return null
    return `The hub has ${BOUNDS.connections} connections, the most that it takes; close a page or end a run`
  }
}
