import { io, type Socket } from 'socket.io-client'
import type { Command, Outcome } from '#src/vocabulary/command.ts'
import { PROTOCOL_VERSION, TRAINER_NAMESPACE } from '#src/wire/protocol.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { whyOf } from './harmless.ts'
import type { Outbox } from './outbox.ts'

/** Where the hub is, and what lets this run in. */
export interface Place {
  readonly url: string
  readonly token: string | null
}

export interface LineEvents {
  readonly accepts: () => readonly Command['type'][]
  readonly commanded: (command: Command) => Promise<Outcome>
  /** Something of the outbox has been delivered, or will never be. */
  readonly moved: () => void
  readonly say: (sentence: string) => void
}

/** The connection of a run to its hub, which comes back by itself for as long as it takes. */
export interface Line {
  /** There is more to be sent. */
  wake(): void
  /** What is obeyed has changed. */
  greet(): void
  close(): void
}

const ON_THEIR_WAY = 4
const ANSWER_MS = 30_000
/** Who refuses is asked again after so long, then ever less often. */
const ASKED_AGAIN_MS = { first: 1_000, most: 60_000 }

type Answer =
  | { readonly ok: true; readonly next: number }
  | {
      readonly ok: false
      readonly why: string
      readonly never?: { readonly seq: number; readonly series: string | null }
    }

export function openLine(place: Place, run: string, outbox: Outbox, events: LineEvents): Line {
  const secret = newSecret()
  // A page of another origin may open a WebSocket and nothing else.
  const socket: Socket = io(new URL(TRAINER_NAMESPACE, place.url).href, {
    transports: ['websocket'],
    auth: place.token === null ? {} : { token: place.token },
    reconnectionDelay: 250,
    reconnectionDelayMax: 5_000,
  })
  let connection = 0
  let isWelcome = false
  let inFlight = 0
  let sent = 0
  /** What was said last of a hub that is away, and of one that takes not all: each once, until it is well again. */
  const said = { away: '', refused: '' }
  let askedAgainMs = ASKED_AGAIN_MS.first
  let timer: ReturnType<typeof setTimeout> | undefined

  function sayOnce(as: 'away' | 'refused', sentence: string): void {
    if (said[as] !== sentence) events.say(sentence)
    said[as] = sentence
  }

  function parted(): void {
    connection += 1
    isWelcome = false
    inFlight = 0
  }

  /** Calls the hub again, a little later. */
  function again(): void {
    parted()
    clearTimeout(timer)
    timer = setTimeout(() => socket.disconnect().connect(), askedAgainMs)
    askedAgainMs = Math.min(2 * askedAgainMs, ASKED_AGAIN_MS.most)
  }

  async function asked(event: string, given: unknown): Promise<Answer | null> {
    const on = connection
    try {
      const answer = (await socket.timeout(ANSWER_MS).emitWithAck(event, given)) as unknown
      return on === connection ? answerOf(answer) : null
    } catch {
      if (on === connection && socket.connected) again()
      return null
    }
  }

  async function greet(): Promise<void> {
    if (!socket.connected) return
    const greeting = { protocol: PROTOCOL_VERSION, run, writer: 'trainer', secret, accepts: [...events.accepts()] }
    const isFirst = !isWelcome
    const answer = await asked('hello', greeting)
    if (answer === null) return
    if (!answer.ok) {
      sayOnce('refused', `The hub at ${place.url} does not accept run ${run}: ${answer.why}`)
      return again()
    }
    if (!isFirst) return
    isWelcome = true
    outbox.dropBefore(answer.next)
    sent = answer.next
    said.away = ''
    events.moved()
    wake()
  }

  function wake(): void {
    while (isWelcome && inFlight < ON_THEIR_WAY) {
      const batch = outbox.from(sent)
      if (batch.length === 0) return
      sent = batch.at(-1)!.seq + 1
      inFlight += 1
      void asked('reports', bytesFromReports(batch)).then(delivered)
    }
  }

  function delivered(answer: Answer | null): void {
    if (answer === null) return
    inFlight -= 1
    if (answer.ok) {
      said.refused = ''
      askedAgainMs = ASKED_AGAIN_MS.first
      outbox.dropBefore(answer.next)
      events.moved()
      return wake()
    }
    sayOnce('refused', `The hub at ${place.url} does not take all of run ${run}: ${answer.why}`)
    if (answer.never === undefined) return again()
    outbox.leaveOut(answer.never.seq, answer.never.series)
    // What was sent behind it was refused as well: it is asked where to go on.
    parted()
    void greet()
  }

  socket.on('connect', () => {
    parted()
    void greet()
  })
  socket.on('disconnect', (why) => {
    parted()
    // The hub itself hung up: it is called again all the same.
    if (why === 'io server disconnect') again()
  })
  socket.on('connect_error', (error) => {
    sayOnce(
      'away',
      `No hub at ${place.url} (${error.message}); the training continues, and the hub gets what is kept once it can be reached`,
    )
    if (!socket.active) again() // it refused, and may let in later
  })
  socket.on('command', (command: Command, answer: (outcome: Outcome) => void) => {
    const told = (outcome: Outcome) => {
      if (typeof answer === 'function') answer(outcome)
    }
    void events.commanded(command).then(told, (error: unknown) => told({ ok: false, why: whyOf(error) }))
  })

  return {
    wake,
    greet: () => void greet(),
    close() {
      clearTimeout(timer)
      parted()
      socket.removeAllListeners().disconnect()
    },
  }
}

/** What a hub answers, whatever it has sent. */
function answerOf(given: unknown): Answer {
  const { ok, next, why, never } = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>
  if (ok === true && Number.isSafeInteger(next)) return { ok, next: next as number }
  const { seq, series = null } = (typeof never === 'object' && never !== null ? never : {}) as Record<string, unknown>
  const isNever = Number.isSafeInteger(seq) && (series === null || typeof series === 'string')
  const said = typeof why === 'string' ? why.slice(0, 500) : 'it does not say why'
  return { ok: false, why: said, ...(isNever && { never: { seq: seq as number, series } }) }
}

/** 32 random bytes in base64url: by it the hub knows the writer of this run. */
function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
