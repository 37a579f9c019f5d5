import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** The connections of a hub, of which there are only so many: each is an open file, and without files a hub reads no token. */
export interface Room {
  /** Takes a connection in. Where there are too many, the oldest goes of those who have shown nothing. */
  enter(connection: Socket): void
  /** Whoever sent this has shown a token or a cookie that is good: no crowd of strangers makes it go. */
  keep(request: IncomingMessage): void
  /** Whether the connection on which this came has shown nothing. */
  isStranger(request: IncomingMessage): boolean
  /** Ends every connection. */
  clear(): void
}

export function newRoom(most: number): Room {
  const all = new Map<string, Socket>()
  const strangers = new Map<string, Socket>() // the oldest first
  return {
    enter(connection) {
      const from = placeOf(connection)
      all.set(from, connection)
      strangers.set(from, connection)
      connection.once('close', () => {
        if (all.get(from) !== connection) return
        all.delete(from)
        strangers.delete(from)
      })
      if (all.size <= most) return
      const [oldest = connection] = strangers.values()
      strangers.delete(placeOf(oldest))
      oldest.destroy()
    },
    keep: ({ socket }) => void strangers.delete(placeOf(socket)),
    isStranger: ({ socket }) => !all.has(placeOf(socket)) || strangers.has(placeOf(socket)),
    clear: () => all.forEach((connection) => connection.destroy()),
  }
}

/** Over TLS a request has another socket than its connection, and both come from one place. */
function placeOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}
