import type { Namespace, Socket } from 'socket.io'
import type { Right } from '#src/vocabulary/index.ts'
import type { Room } from '#src/hub/sockets/room.ts'
import type { Access } from './access.ts'

/** What a socket may do, since its handshake. */
export interface Admitted {
  rights?: readonly Right[]
  holder?: string | null
}

/** Whether a socket may do what needs this right. */
export function allows(socket: { readonly data: Admitted }, right: Right): boolean {
  return socket.data.rights?.includes(right) === true
}

/** Lets those into a namespace who have the right that all of it needs; the others are told why not. */
export function admit(
  namespace: Pick<Namespace, 'use'>,
  needed: Right | null,
  access: Access,
  room: Pick<Room, 'keep'>,
): void {
  namespace.use((socket: Socket, next) => {
    const verdict = access.judge(socket.request, (socket.handshake.auth as { token?: unknown }).token, needed)
    if (!verdict.ok) return next(new Error(verdict.why))
    if (needed === null) return next(new Error('Nobody answers here; the namespaces are /viewer and /trainer'))
    if (!verdict.rights.includes(needed)) return next(new Error(access.refusal(needed, verdict).why))
    const data: Admitted = { rights: verdict.rights, holder: verdict.holder }
    Object.assign(socket.data, data)
    if (verdict.holder !== null) room.keep(socket.request)
    next()
  })
}

/** Ends the connections of those whose token has been revoked; whoever may still look connects again and looks. */
export function expel(namespace: Namespace, access: Access): void {
  for (const socket of namespace.sockets.values()) {
    const { rights = [], holder = null } = socket.data as Admitted
    const now = access.rightsOf(holder)
    if (!rights.every((right) => now.includes(right))) socket.disconnect(true)
  }
}
