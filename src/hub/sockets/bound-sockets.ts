import type { Server } from 'socket.io'
import { BOUNDS } from '#src/vocabulary/index.ts'
import { boundLine, hangUp, type Line } from './line.ts'
import type { Room } from './room.ts'
import type { Tally } from './tally.ts'

/** Holds every connection of a hub to the bounds. */
export function boundSockets(io: Server, tally: Tally): void {
  io.engine.on('connection', (line) => boundLine(line, tally))
  // A greeting of the transport that is none, or that was refused.
  io.engine.on('connection_error', () => tally.refused())
}

/**
 * Why there is no room for another connection, or null. Where there are too many, the oldest of a stranger goes: whoever
 * fills a hub does not shut out its trainers, nor its owner.
 */
export function fullness(io: Server, url: string, room: Pick<Room, 'isStranger'>): string | null {
  const isNew = !URL.parse(url, 'http://hub')?.searchParams.get('sid')
  if (!isNew || io.engine.clientsCount < BOUNDS.connections) return null
  // Protected in its types, and the only list of them in order of arrival.
  const { clients } = io.engine as unknown as { readonly clients: Readonly<Record<string, Line>> }
  const lines = Object.values(clients)
  const stranger = lines.find((line) => room.isStranger(line.request))
  if (stranger === undefined)
    return `The hub has ${BOUNDS.connections} connections, the most that it takes; close a page or wait for a run to end`
  hangUp(stranger)
  return null
}
