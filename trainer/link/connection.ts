import {
  BOUNDS,
  COMMAND_TYPES,
  messageOf,
  TRAINER,
  type AddressedCommand,
  type Command,
  type Envelope,
  type RunId,
  type WriterId,
} from '#src/vocabulary/index.ts'
import { parseCommand } from '#src/schema/parse-command.ts'
import { PROTOCOL_VERSION } from '#src/wire/protocol.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { clockAhead } from './clock-ahead.ts'
import { openLeftOut, type Never } from './left-out.ts'
import { openLine, type Address } from './line.ts'
import { openBackoff, WAITS } from './waits.ts'

/** Where the hub is, and what it is told of this writer. */
export interface Place extends Address {
  /** Known to this writer of the run alone, and kept before it is first shown. */
  readonly secret: (run: RunId, writer: WriterId) => string
  /** Who reports; the run's trainer, if left out. */
  readonly writer?: WriterId
  /** The Commands that are obeyed here; every one, if left out. */
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
  /** The hub wants what is not there: hang up, and ask again later. */
  hold(why: string): void
  close(): void
}

type Answer = { ok: true; next: number } | { ok: false; why: string; never?: Never }

export function connectTo(place: Place, events: ConnectionEvents): Connection {
  const { waits = WAITS } = place
  const refusals = openBackoff(waits.refusal)
  const patience = openBackoff(waits.answer)
  const leftOut = openLeftOut()
  let patienceMs = patience.nextMs()
  let run: RunId | null = null
  /** Counts connections, so that a late answer to an earlier one is known as such. */
  let connection = 0
  let welcome = false
  let inFlight = 0
  /** What was said last of why the hub takes nothing, so that it is said once; until it has taken Reports, or the run. */
  let said: { readonly why: string; readonly until: 'welcome' | 'taken' } | null = null

  const line = openLine(place, {
    up: () => void hello(),
    down(why) {
      parted()
      if (said === null)
        sayOnce(
          why,
          'welcome', `No hub at ${line.hub} (${why}); the training continues, and the hub gets everything once it can be reached`) // prettier-ignore
      events.away(why)
    },
    commanded(command, answer) {
      try {
        events.commanded({ command: parseCommand(command), answer })
      } catch (error) {
        answer({ ok: false, why: messageOf(error) })
      }
    },
    say: events.say,
  })

  function parted(): void {
    connection += 1
    welcome = false
    inFlight = 0
  }

  function sayOnce(why: string, until: 'welcome' | 'taken', text: string): void {
    if (said?.why !== why) events.say(text)
    said = { why, until }
  }

  function isWell(as: 'welcome' | 'taken', text: string): void {
    if (said?.until !== as) return
    said = null
    events.say(text)
  }

  async function hello(): Promise<void> {
    const { socket } = line
    if (run === null || !socket.connected) return
    const asked = connection
    const clockAheadMs = await clockAhead(() => socket.timeout(patienceMs).emitWithAck('clock'))
    if (asked !== connection) return
    try {
      const { secret, writer = TRAINER, accepts = COMMAND_TYPES } = place
      const identity = { writer, secret: secret(run, writer), accepts: [...accepts] }
      const greeting = { protocol: PROTOCOL_VERSION, run, clockAheadMs, ...identity }
      whenAnswered(socket.timeout(patienceMs).emitWithAck('hello', greeting), refused, ({ next }) => {
        welcome = true
        isWell('welcome', `Connected to the hub at ${line.hub}`)
        line.answered()
        events.welcomed(next)
      })
    } catch (error) {
      notGreeted(messageOf(error))
    }
  }

  /** The secret cannot be kept, and so is not shown: that the disk is full is nothing that the hub has said. */
  function notGreeted(why: string): void {
    sayOnce(why, 'welcome', `The hub at ${line.hub} is not told of run ${run}, whose secret cannot be kept: ${why}. Everything else is kept, and this is tried again`) // prettier-ignore
    line.redial(refusals.nextMs(), why)
  }

  function refused(why: string): void {
    sayOnce(why, 'welcome', `The hub at ${line.hub} does not accept run ${run}: ${why}. Everything is kept, and the hub is asked again`) // prettier-ignore
    events.refused(why)
    line.redial(refusals.nextMs(), why)
  }

  /** What is never taken is left out from now on, or nothing behind it would arrive. */
  function neverTaken(never: Never, why: string): void {
    leftOut.add(never, why)
    events.say(`The hub at ${line.hub} will not take ${never.series === null ? 'a report' : `series '${never.series}'`} of run ${run}, and gets the others: ${why}`) // prettier-ignore
    // What was sent behind it is refused as well: it is asked where to go on.
    parted()
    void hello()
  }

  function refusedReports(why: string, never?: Never): void {
    if (never !== undefined) return neverTaken(never, why)
    sayOnce(
      why,
      'taken',
      `The hub at ${line.hub} does not take the reports of run ${run}: ${why}. They are kept, and sent again`,
    )
    line.redial(refusals.nextMs(), why)
  }

  function whenAnswered(
    asking: Promise<Answer>,
    refused: (why: string, never?: Never) => void,
    accepted: (reply: { next: number }) => void,
  ): void {
    const asked = connection
    const { socket } = line
    asking.then(
      (reply) => {
        if (asked !== connection) return
        if (reply.ok) accepted(reply)
        else refused(reply.why, reply.never)
      },
      () => {
        if (asked !== connection || !socket.connected) return
        line.redial(0, `no answer within ${patienceMs / 1000} s`)
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
      return welcome && inFlight < BOUNDS.batchesOnTheirWay
    },
    get welcome() {
      return welcome
    },
    get hub() {
      return line.hub
    },
    send(batch) {
      inFlight += 1
      const asking = line.socket.timeout(patienceMs).emitWithAck('reports', bytesFromReports(batch.map(leftOut.within)))
      whenAnswered(asking, refusedReports, ({ next }) => {
        inFlight -= 1
        refusals.reset()
        isWell('taken', `The hub at ${line.hub} takes the reports of run ${run} again`)
        events.acknowledged(next)
      })
    },
    hold: (why) => line.redial(refusals.nextMs(), why),
    close() {
      parted()
      line.close()
    },
  }
}
