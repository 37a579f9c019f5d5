import { Observable } from 'rxjs'
import type { Right } from '#src/vocabulary/index.ts'
import { PROTOCOL_VERSION } from '#src/wire/protocol.ts'
import type { ViewerSocket } from './session.ts'

/** How the page stands with its hub. `refused`: the hub answered, and will not talk to this page. */
export type Connection =
  | { readonly state: 'connecting' | 'lost' }
  | {
      readonly state: 'connected'
      readonly version: string
      readonly hubNow: number
      /** What this page may do. */
      readonly rights: readonly Right[]
      /** How to get control where it has none. */
      readonly control: string | null
    }
  | { readonly state: 'refused'; readonly why: string }

/** A word of greeting at each connection, and what came of it. */
export function connections(socket: ViewerSocket): Observable<Connection> {
  return new Observable((subscriber) => {
    subscriber.next({ state: 'connecting' })
    let isViewOnly = false
    const greet = () =>
      socket.emit('hello', { protocol: PROTOCOL_VERSION }, (reply) => {
        isViewOnly = reply.ok && !reply.rights.includes('control')
        subscriber.next(
          reply.ok
            ? {
                state: 'connected',
                version: reply.version,
                hubNow: reply.now,
                rights: reply.rights,
                control: reply.control,
              }
            : { state: 'refused', why: reply.why },
        )
      })
    const lost = () => subscriber.next({ state: 'lost' })
    // Its browser may have been let in at another page meanwhile: a new connection brings the cookie of now.
    const inSight = () => {
      if (isViewOnly && socket.connected && document.visibilityState === 'visible') socket.disconnect().connect()
    }
    document.addEventListener('visibilitychange', inSight)
    socket.on('connect', greet)
    socket.on('disconnect', lost)
    socket.on('connect_error', lost)
    if (socket.connected) greet()
    return () => {
      document.removeEventListener('visibilitychange', inSight)
      socket.off('connect', greet).off('disconnect', lost).off('connect_error', lost)
    }
  })
}
