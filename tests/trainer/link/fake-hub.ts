import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import type { Envelope } from '#src/vocabulary/index.ts'
import { reportsFromBytes } from '#src/wire/reports.ts'

type Answer = (reply: object) => void

/** A hub of the tests: it speaks to trainers only, keeps what it takes in memory, and does as it is told. */
export interface FakeHub {
  readonly url: string
  readonly taken: Envelope[]
  readonly greetings: Record<string, unknown>[]
  readonly tokens: (string | undefined)[]
  /** How many messages of Reports have come, taken or not. */
  readonly asked: number
  /** Why it refuses runs, and Reports; null where it takes them. */
  refusesRuns: string | null
  refusesReports: string | null
  /** Takes Reports, and answers no one. */
  isSilent: boolean
  /** Milliseconds after which it answers. */
  answersAfter: number
  /** Whoever does not show it is not let in. */
  token: string | null
  close(): Promise<void>
}

export async function fakeHub(port = 0, taken: Envelope[] = []): Promise<FakeHub> {
  const http: HttpServer = createServer()
  const io = new Server(http)
  const state = {
    refusesRuns: null as string | null,
    refusesReports: null as string | null,
    isSilent: false,
    answersAfter: 0,
    token: null as string | null,
    asked: 0,
    taken,
    greetings: [] as Record<string, unknown>[],
    tokens: [] as (string | undefined)[],
  }
  const next = () => (taken.at(-1)?.seq ?? -1) + 1
  io.of('/trainer').use((socket, done) => {
    const token = socket.handshake.auth.token as string | undefined
    state.tokens.push(token)
    if (state.token === null || token === state.token) done()
    else done(new Error('401: this hub takes reports with a token only; set PHASESCOPE_TOKEN'))
  })
  io.of('/trainer').on('connection', (socket: Socket) => {
    socket.on('clock', (answer: (now: number) => void) => answer(Date.now()))
    socket.on('hello', (greeting: Record<string, unknown>, answer: Answer) => {
      state.greetings.push(greeting)
      if (state.refusesRuns !== null) answer({ ok: false, why: state.refusesRuns })
      else answer({ ok: true, next: next() })
    })
    socket.on('reports', (bytes: Uint8Array, answer: Answer) => {
      state.asked += 1
      if (state.refusesReports !== null) return answer({ ok: false, why: state.refusesReports })
      for (const envelope of reportsFromBytes(bytes)) {
        if (envelope.seq > next()) return answer({ ok: false, why: `expected report ${next()}, got ${envelope.seq}` })
        if (envelope.seq === next()) taken.push(envelope)
      }
      const wanted = next()
      if (!state.isSilent) setTimeout(() => answer({ ok: true, next: wanted }), state.answersAfter)
    })
  })
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve))
  const { port: listening } = http.address() as AddressInfo
  return Object.assign(state, { url: `http://127.0.0.1:${listening}`, close: () => io.close() })
}
