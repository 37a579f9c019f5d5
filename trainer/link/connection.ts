import { io, type Socket } from 'socket.io-client'
import { messageOf, type AddressedCommand, type Envelope, type RunId } from '#src/vocabulary/index.ts'
import { parseCommand } from '#src/schema/parse-command.ts'
import { PROTOCOL_VERSION, TRAINER_NAMESPACE, type HubToTrainer, type TrainerToHub } from '#src/wire/protocol.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { clockAhead } from './clock-ahead.ts'

type HubSocket = Socket<HubToTrainer, TrainerToHub>

/** What a connection tells its owner. */
export interface ConnectionEvents {
  /** The hub knows the run and wants Reports from `next` on: the first word of each connection. */
  readonly welcomed: (next: number) => void
  /** Everything before `next` is durable. */
  readonly acknowledged: (next: number) => void
  readonly refused: (why: string) => void
  readonly commanded: (command: AddressedCommand) => void
  readonly say: (line: string) => void
}

/** A line to the hub that comes back by itself, each time with a greeting. */
export interface Connection {
  /** Says whose Reports will come; everything before is waiting. */
  greet(run: RunId): void
  /** Whether another batch may be sent now. */
  readonly free: boolean
  send(batch: readonly Envelope[]): void
  close(): void
}

/** Enough to keep a fast hub busy, few enough that a reconnect repeats little. */
const MOST_IN_FLIGHT = 4
/** A hub that has not answered by then is taken for gone, though the connection may still look open. */
const PATIENCE_MS = 30_000
/** A hub that has refused the connection may allow it when its owner has made a token. */
const REFUSED_MS = 2000
/** A hub that refuses Reports (its disk is full, say) is asked again so often, a second apart. */
const MOST_REFUSALS = 10

export function connectTo(
  hub: string,
  token: ((hub: string) => Promise<string | null>) | undefined,
  events: ConnectionEvents,
): Connection {
  const socket: HubSocket = io(new URL(TRAINER_NAMESPACE, hub).href, {
    transports: ['websocket'],
    reconnectionDelay: 250,
    reconnectionDelayMax: 2000,
    forceNew: true,
    ...(token !== undefined && {
      auth: (show: (shown: object) => void) =>
        void token(hub).then((shown) => show(shown === null ? {} : { token: shown })),
    }),
  })
  let run: RunId | null = null
  /** Counts connections, so that a late answer to an earlier one is known as such. */
  let connection = 0
  let welcome = false
  let inFlight = 0
  let toldOfAbsence = false
  let refusals = 0
  let waiting: NodeJS.Timeout | undefined

  async function hello(): Promise<void> {
    if (run === null || !socket.connected) return
    const clockAheadMs = await clockAhead(() => socket.timeout(PATIENCE_MS).emitWithAck('clock'))
    const asking = socket.timeout(PATIENCE_MS).emitWithAck('hello', { protocol: PROTOCOL_VERSION, run, clockAheadMs })
    whenAnswered(asking, events.refused, ({ next }) => {
      welcome = true
      if (toldOfAbsence) events.say(`Connected to the hub at ${hub}`)
      toldOfAbsence = false
      events.welcomed(next)
    })
  }

  function refusedReports(why: string): void {
    refusals += 1
    if (refusals >= MOST_REFUSALS) events.refused(why)
    else again(1000)
  }

  /** Hang up and call again: the greeting says where to go on. */
  function again(afterMs: number): void {
    socket.disconnect()
    waiting = setTimeout(() => socket.connect(), afterMs)
  }

  function whenAnswered(
    asking: Promise<{ ok: true; next: number } | { ok: false; why: string }>,
    refused: (why: string) => void,
    accepted: (reply: { next: number }) => void,
  ): void {
    const asked = connection
    asking.then(
      (reply) => {
        if (asked !== connection) return
        if (reply.ok) accepted(reply)
        else refused(reply.why)
      },
      () => {
        if (asked === connection && socket.connected) again(0)
      },
    )
  }

  socket.on('connect', () => void hello())
  socket.on('disconnect', (reason) => {
    if (reason === 'io server disconnect') again(1000) // the one case in which socket.io does not come back by itself
    connection += 1
    welcome = false
    inFlight = 0
  })
  socket.on('connect_error', (error) => {
    if (!toldOfAbsence)
      events.say(
        `No hub at ${hub} (${messageOf(error)}); the training continues, and the hub gets everything once it can be reached`,
      )
    toldOfAbsence = true
    if (!socket.active) again(REFUSED_MS) // a hub that is there and refuses is not called again by socket.io itself
  })
  socket.on('command', (command, answer) => {
    try {
      events.commanded({ command: parseCommand(command), answer })
    } catch (error) {
      answer({ ok: false, why: messageOf(error) })
    }
  })
  return {
    greet(id) {
      run = id
      void hello()
    },
    get free() {
      return welcome && inFlight < MOST_IN_FLIGHT
    },
    send(batch) {
      inFlight += 1
      whenAnswered(
        socket.timeout(PATIENCE_MS).emitWithAck('reports', bytesFromReports(batch)),
        refusedReports,
        ({ next }) => {
          inFlight -= 1
          refusals = 0
          events.acknowledged(next)
        },
      )
    },
    close() {
      connection += 1
      welcome = false
      clearTimeout(waiting)
      socket.disconnect()
    },
  }
}
