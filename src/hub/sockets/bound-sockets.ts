import type { Server } from 'socket.io'
import { BOUNDS } from '#src/vocabulary/index.ts'
import { boundLine, hangUp, type Line } from './line.ts'
import type { Room } from './room.ts'
import type { Tally } from './tally.ts'
import { boundUnread } from './unread.ts'

/** Holds every connection of a hub to the bounds, and keeps those that are open in `lines`, the oldest first. */
export function boundSockets(
  io: Server,
  tally: Tally,
  lines: Set<Line> = new Set(),
  allUnreadBytes: number = BOUNDS.allUnreadBytes,
): void {
  io.engine.on('connection', (line: Line) => {
    lines.add(line)
    line.once('close', () => lines.delete(line))
    boundLine(line, tally)
    boundUnread(lines, line, allUnreadBytes)
  })
  // A greeting of the transport that is none, or that was refused.
  io.engine.on('connection_error', () => tally.refused())
}

/**
 * Why there is no room for another connection, or null. Where there are too many, the oldest of a stranger goes: whoever
 * fills a hub does not shut out its trainers, nor its owner.
 */
export function fullness(lines: ReadonlySet<Line>, url: string, room: Pick<Room, 'isStranger'>): string | null {
  const isNew = !URL.parse(url, 'http://hub')?.searchParams.get('sid')
  if (!isNew || lines.size < BOUNDS.connections) return null
  const stranger = [...lines].find((line) => room.isStranger(line.request))
  if (stranger === undefined)
    return `The hub has ${BOUNDS.connections} connections, the most that it takes; close a page or wait for a run to end`
  hangUp(stranger)
  return null
}
