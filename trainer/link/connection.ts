import { io, type Socket } from 'socket.io-client'
import {
  COMMAND_TYPES,
  messageOf,
  type AddressedCommand,
  type Command,
  type Envelope,
  type RunId,
} from '#src/vocabulary/index.ts'
import { parseCommand } from '#src/wire/parse-command.ts'
import { PROTOCOL_VERSION, TRAINER_NAMESPACE, type HubToTrainer, type TrainerToHub } from '#src/wire/protocol.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { openBackoff } from './backoff.ts'
import { clockAhead } from './clock-ahead.ts'

type HubSocket = Socket<HubToTrainer, TrainerToHub>

/** Where the hub is, and what it is shown. */
export interface Place {
  /** The hub's address: `http://127.0.0.1:4747`. */
  readonly hub: string
  /** Where the hub is now, asked whenever it cannot be reached; null where nobody knows. */
  readonly moved?: () => string | null
  /** What lets this trainer in, asked at each try: it may be made after the first. */
  readonly token?: () => string | null
  /** Known to this writer of the run alone, and kept before it is first shown. */
  readonly secret?: (run: RunId) => string
  /** The Commands that are obeyed here. */
  readonly accepts?: readonly Command['type'][]
}

/** What a connection tells its owner. */
export interface ConnectionEvents {
  /** The hub knows the run and wants Reports from `next` on: the first word of each connection. */
  readonly welcomed: (next: number) => void
  /** Everything before `next` is durable. */
  readonly acknowledged: (next: number) => void
  /** There is no hub any more, or it takes nothing, and why. */
  readonly away: (why: string) => void
  /** The hub does not want the run, and why. It is asked again, ever less often. */
  readonly refused: (why: string) => void
  readonly commanded: (command: AddressedCommand) => void
  readonly say: (line: string) => void
}

/** A line to the hub that comes back by itself, each time with a greeting, and never gives up. */
export interface Connection {
  /** Says whose Reports will come; everything before is waiting. */
  greet(run: RunId): void
  /** Whether another batch may be sent now. */
  readonly free: boolean
  /** Whether the hub has greeted back and nothing has gone wrong since. */
  readonly welcome: boolean
  /** Where the hub is, as far as is known. */
  readonly hub: string
  send(batch: readonly Envelope[]): void
  /** Hang up and call again later, since the hub wants what is not there. */
  hold(why: string): void
  close(): void
}

/** Enough to keep a fast hub busy, few enough that a reconnect repeats little. */
const MOST_IN_FLIGHT = 4
/** A hub that has not answered by then is taken for gone, though the connection may still look open; a slow one is given more. */
const [FIRST_PATIENCE_MS, LAST_PATIENCE_MS] = [30_000, 240_000]
/** How long until a hub that is away is called again, and one that refuses what it is sent. */
const [FIRST_CALL_MS, LAST_CALL_MS] = [250, 5000]
const [FIRST_ASKED_AGAIN_MS, LAST_ASKED_AGAIN_MS] = [1000, 60_000]

export function connectTo(place: Place, events: ConnectionEvents): Connection {
  let hub = place.hub
  let socket = open()
  let run: RunId | null = null
  /** Counts connections, so that a late answer to an earlier one is known as such. */
  let connection = 0
  let welcome = false
  let inFlight = 0
  let isClosed = false
  /** What was said last of why the hub takes nothing, so that it is said once. */
  let said: string | null = null
  let waiting: NodeJS.Timeout | undefined
  const calls = openBackoff(FIRST_CALL_MS, LAST_CALL_MS)
  const refusals = openBackoff(FIRST_ASKED_AGAIN_MS, LAST_ASKED_AGAIN_MS)
  const patience = openBackoff(FIRST_PATIENCE_MS, LAST_PATIENCE_MS)
  let patienceMs = patience.nextMs()

  function open(): HubSocket {
    const token = tokenNow()
    const opened: HubSocket = io(new URL(TRAINER_NAMESPACE, hub).href, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      ...(token !== null && { extraHeaders: { authorization: `Bearer ${token}` } }),
    })
    opened.on('connect', () => void hello())
    opened.on('disconnect', () => {
      if (opened === socket) parted(calls.nextMs(), 'the connection broke')
    })
    opened.on('connect_error', (error) => {
      if (opened !== socket) return
      sayOnce(
        `no hub at ${hub}`,
        `No hub at ${hub} (${reasonOf(error)}); the training continues, and the hub gets everything once it can be reached`,
      )
      parted(calls.nextMs(), reasonOf(error))
    })
    opened.on('command', (command, answer) => {
      try {
        events.commanded({ command: parseCommand(command), answer })
      } catch (error) {
        answer({ ok: false, why: messageOf(error) })
      }
    })
    return opened
  }

  function sayOnce(what: string, line: string): void {
    if (said !== what) events.say(line)
    said = what
  }

  async function hello(): Promise<void> {
    if (run === null || !socket.connected) return
    const asked = connection
    const clockAheadMs = await clockAhead(() => socket.timeout(patienceMs).emitWithAck('clock'))
    if (asked !== connection) return
    let greeting: Parameters<TrainerToHub['hello']>[0]
    try {
      greeting = greetingOf(run, clockAheadMs)
    } catch (error) {
      return refused(messageOf(error))
    }
    whenAnswered(socket.timeout(patienceMs).emitWithAck('hello', greeting), refused, ({ next }) => {
      welcome = true
      if (said !== null) events.say(`Connected to the hub at ${hub}`)
      said = null
      calls.reset()
      events.welcomed(next)
    })
  }

  function greetingOf(of: RunId, clockAheadMs: number): Parameters<TrainerToHub['hello']>[0] {
    return { protocol: PROTOCOL_VERSION, run: of, clockAheadMs, ...identityOf(of) }
  }

  /** What the third version of the protocol asks for besides. */
  function identityOf(of: RunId): object {
    if (Number(PROTOCOL_VERSION) < 3) return {}
    return { writer: 'trainer', secret: place.secret?.(of), accepts: place.accepts ?? COMMAND_TYPES }
  }

  function refused(why: string): void {
    events.refused(why)
    sayOnce(why, `The hub at ${hub} does not accept run ${run}: ${why}; everything is kept, and the hub is asked again`)
    again(refusals.nextMs(), why)
  }

  function refusedReports(why: string): void {
    sayOnce(why, `The hub at ${hub} does not take the reports of run ${run}: ${why}; they are kept, and sent again`)
    again(refusals.nextMs(), why)
  }

  /** Hang up and call again: the greeting says where to go on. */
  function again(afterMs: number, why: string): void {
    socket.off('disconnect') // what follows is said once
    socket.disconnect()
    parted(afterMs, why)
  }

  /** What was asked on this connection is not answered any more; the next begins anew, where the hub is then. */
  function parted(afterMs: number, why: string): void {
    connection += 1
    welcome = false
    inFlight = 0
    clearTimeout(waiting)
    if (isClosed) return
    waiting = setTimeout(call, afterMs)
    events.away(why)
  }

  function call(): void {
    const there = whereNow()
    if (there !== hub) {
      events.say(`The hub has moved from ${hub} to ${there}`)
      hub = there
    }
    socket.removeAllListeners()
    socket.disconnect()
    socket = open()
  }

  function tokenNow(): string | null {
    try {
      return place.token?.() ?? null
    } catch {
      return null // the hub says what is missing
    }
  }

  function whereNow(): string {
    try {
      return place.moved?.() ?? hub
    } catch {
      return hub // what says where it is cannot be read: it is being written, or is no word of a hub
    }
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
        if (asked !== connection || !socket.connected) return
        again(0, `no answer within ${patienceMs / 1000} s`)
        patienceMs = patience.nextMs()
      },
    )
  }

  return {
    greet(id) {
      run = id
      void hello()
    },
    get free() {
      return welcome && inFlight < MOST_IN_FLIGHT
    },
    get welcome() {
      return welcome
    },
    get hub() {
      return hub
    },
    send(batch) {
      inFlight += 1
      whenAnswered(
        socket.timeout(patienceMs).emitWithAck('reports', bytesFromReports(batch)),
        refusedReports,
        ({ next }) => {
          inFlight -= 1
          refusals.reset()
          events.acknowledged(next)
        },
      )
    },
    hold: (why) => again(refusals.nextMs(), why),
    close() {
      isClosed = true
      connection += 1
      welcome = false
      clearTimeout(waiting)
      socket.disconnect()
    },
  }
}

/** Why a connection could not be made: what lies beneath says more than 'websocket error'. */
function reasonOf(error: Error): string {
  const { description } = error as { description?: unknown }
  const beneath =
    typeof description === 'object' && description !== null && 'message' in description ? description.message : null
  return typeof beneath === 'string' && beneath !== '' ? `${error.message}: ${beneath}` : error.message
}
