import { io, type Socket } from 'socket.io-client'
import { TRAINER_NAMESPACE, type HubToTrainer, type TrainerToHub } from '#src/wire/protocol.ts'
import { openBackoff, WAITS, type Waits } from './waits.ts'
import { mendOfCertificate } from './untrusted.ts'

/** Where the hub is, and what lets one in. */
export interface Address {
  /** The hub's address: `http://127.0.0.1:4747`. */
  readonly hub: string
  /** Where the hub is now, asked whenever it cannot be reached; null where nobody knows. */
  readonly moved?: () => string | null
  /** The token to show the hub at an address, or null; asked at each call, since only a hub that is there can be known. */
  readonly token?: (hub: string) => Promise<string | null>
  readonly waits?: Waits
}

export type HubSocket = Socket<HubToTrainer, TrainerToHub>

export interface LineEvents {
  readonly up: () => void
  /** What was asked on this socket is not answered any more, and why; it is called again. */
  readonly down: (why: string) => void
  readonly commanded: HubToTrainer['command']
  readonly say: (line: string) => void
}

/** A socket to wherever the hub is, that is opened again for as long as it takes. */
export interface Line {
  readonly hub: string
  readonly socket: HubSocket
  /** Hangs up, and calls again after so long. */
  redial(afterMs: number, why: string): void
  /** The hub has answered as it should: the next call is made soon. */
  answered(): void
  close(): void
}

export function openLine(address: Address, events: LineEvents): Line {
  const calls = openBackoff((address.waits ?? WAITS).call)
  let { hub } = address
  let isClosed = false
  let waiting: NodeJS.Timeout | undefined
  let socket = opened()

  function opened(): HubSocket {
    const { token } = address
    let hasShown = token === undefined
    const made: HubSocket = io(new URL(TRAINER_NAMESPACE, hub).href, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      ...(token !== undefined && {
        // Where there is none the hub says what is missing.
        auth: (show: (shown: object) => void) =>
          void token(hub).then(
            (shown) => {
              hasShown = shown !== null
              show(shown === null ? {} : { token: shown })
            },
            () => show({}),
          ),
      }),
    })
    made.on('connect', () => {
      if (hasShown) return events.up()
      // Another program on a port where a hub was gets no numbers, and its Commands are not heard.
      hangUp()
      down(calls.nextMs(), 'what listens there asks a trainer for no token, and every hub of Phasescope does')
    })
    made.on('disconnect', () => down(calls.nextMs(), 'the connection broke'))
    made.on('connect_error', (error) => down(calls.nextMs(), reasonOf(error)))
    made.on('command', (command, answer) => hasShown && events.commanded(command, answer))
    return made
  }

  function down(afterMs: number, why: string): void {
    clearTimeout(waiting)
    if (isClosed) return
    waiting = setTimeout(call, afterMs)
    events.down(why)
  }

  function hangUp(): void {
    socket.off()
    socket.disconnect()
  }

  function call(): void {
    hangUp()
    const there = orElse(address.moved, null) ?? hub // what says where it is may be half written
    if (there !== hub) events.say(`The hub has moved from ${hub} to ${there}`)
    hub = there
    socket = opened()
  }

  return {
    get hub() {
      return hub
    },
    get socket() {
      return socket
    },
    redial(afterMs, why) {
      hangUp()
      down(afterMs, why)
    },
    answered: calls.reset,
    close() {
      isClosed = true
      clearTimeout(waiting)
      hangUp()
    },
  }
}

function orElse<T>(ask: (() => T) | undefined, otherwise: T): T {
  try {
    return ask === undefined ? otherwise : ask()
  } catch {
    return otherwise
  }
}

/** Why a connection could not be made: what lies beneath says more than 'websocket error'. */
function reasonOf(error: Error): string {
  const { message, error: cause } = (error as { description?: Beneath | null }).description ?? {}
  if (typeof message !== 'string' || message === '') return error.message
  const mend = mendOfCertificate(cause?.code)
  return `${error.message}: ${message}${mend === null ? '' : `; ${mend}`}`
}

/** What socket.io passes on of the event of a WebSocket. */
interface Beneath {
  readonly message?: unknown
  readonly error?: { readonly code?: string }
}
