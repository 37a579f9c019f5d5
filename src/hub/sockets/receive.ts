import type { Event, Socket } from 'socket.io'
import { BOUNDS, messageOf, PhasescopeError } from '#src/vocabulary/index.ts'
import { argumentsFrom, eventOf, type ArgumentsOf, type EventSchemas } from '#src/schema/events.ts'
import type { Tally } from './tally.ts'

/** In an answer: what is done as soon as it has left, before anything else of that connection's is. */
export const AFTERWARDS = Symbol('afterwards')

/** What each event does, given its arguments as its schema has them; what comes back is the answer, `{ ok: true }` for nothing. */
export type Handlers<Events extends EventSchemas> = {
  readonly [Name in keyof Events]: (...given: Extract<ArgumentsOf<Events[Name]>, readonly unknown[]>) => unknown
}

export interface Reception<Events extends EventSchemas> {
  readonly events: Events
  readonly handlers: Handlers<Events>
  /** Why a greeting is refused whatever else it says, or null: a stranger of another version is told just that. */
  readonly stranger: (greeting: unknown) => string | null
  readonly tally: Tally
}

/**
 * The one door for what a socket says. Arguments and the acknowledgement are told apart by what they are, not by their place,
 * and checked whole; whatever does not fit is refused, and the refusal counted. A handler that throws harms nobody else: nothing
 * that a socket says passes through a listener or a stream that another shares before it has been checked.
 */
export function receive<Events extends EventSchemas>(
  socket: Pick<Socket, 'use' | 'disconnect' | 'disconnected'>,
  { events, handlers, stranger, tally }: Reception<Events>,
): void {
  let unanswered = 0
  let turn: Promise<unknown> = Promise.resolve()

  /** At once where the handler answers at once: what waits for nothing does not count as waiting. */
  function answer(name: string, given: readonly unknown[]): unknown {
    const failed = (error: unknown) => {
      if (error instanceof PhasescopeError) return refusal(error.message)
      tally.failed(`event '${name}'`, error)
      return refusal(`The hub failed at '${name}': ${messageOf(error)}; what it printed says where`)
    }
    try {
      const why = name === 'hello' ? stranger(given[0]) : null
      if (why !== null) return refusal(why)
      const reply = handlers[name]!(...(argumentsFrom(events, name, given) as never))
      return reply instanceof Promise ? reply.then(orYes, failed) : orYes(reply)
    } catch (error) {
      return failed(error)
    }
  }

  // A middleware that lets nothing on, and no listeners: what a stranger calls an event ('error', say) reaches no emitter.
  socket.use((packet: Event) => {
    const [called, ...given] = packet
    const name = String(called) // JSON may have put a number there
    // JSON carries no function: the only one is the acknowledgement, which socket.io puts last.
    const acknowledge = typeof given.at(-1) === 'function' ? (given.pop() as (reply: unknown) => void) : null
    const event = eventOf(events, name)
    if (acknowledge === null && event?.silent !== true) {
      socket.disconnect(true) // who takes no answer does not speak the protocol
      return
    }
    const tell = (reply: unknown) => {
      if (isRefusal(reply)) tally.refused()
      try {
        acknowledge?.(reply)
        afterwardsOf(reply)?.()
      } catch (error) {
        tally.failed(`the answer to '${name}'`, error)
      }
    }
    if (unanswered >= BOUNDS.unanswered) {
      return tell(refusal(`${BOUNDS.unanswered} events wait for their answer, the most there may be; wait for some`))
    }
    const answered =
      event?.inTurn === true
        ? (turn = turn.then(() => (socket.disconnected ? GONE : answer(name, given))))
        : answer(name, given)
    if (!(answered instanceof Promise)) return tell(answered)
    unanswered += 1
    void answered.then((reply) => {
      unanswered -= 1
      tell(reply)
    })
  })
}

/** Whoever asked has left: what was asked costs nobody any more. */
const GONE = refusal('The connection is over')

function orYes(reply: unknown): unknown {
  return reply ?? { ok: true }
}

function refusal(why: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why }
}

function isRefusal(reply: unknown): boolean {
  return typeof reply === 'object' && reply !== null && 'ok' in reply && reply.ok === false
}

function afterwardsOf(reply: unknown): (() => void) | undefined {
  return typeof reply === 'object' && reply !== null ? (reply as { [AFTERWARDS]?: () => void })[AFTERWARDS] : undefined
}
