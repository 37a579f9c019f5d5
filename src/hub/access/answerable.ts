import type { Event, Socket } from 'socket.io'

/**
 * Lets only those events through that a socket can be answered: a stranger that sends `hello` and takes no answer would
 * otherwise make the hub call what is no function. It is disconnected, since it does not speak the protocol.
 */
export function requireAnswers(socket: Pick<Socket, 'use' | 'disconnect'>, silent: readonly string[] = []): void {
  socket.use((event: Event, next) => {
    if (silent.includes(event[0]) || typeof event[event.length - 1] === 'function') next()
    else socket.disconnect(true)
  })
}
