import { io } from 'socket.io-client'
import type { Command, Outcome, Report, Run, WriterId } from '#src/vocabulary/index.ts'
import { TRAINER } from '#src/vocabulary/index.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { greetingOf } from '../greeting.ts'
import type { Served } from '../served.ts'
import { foreignStarted, loggedSeries } from '../src/store/foreign-runs.ts'
import { enveloped, measuredReport, scalarColumn } from '../src/store/reports.ts'

/** A program of another framework, as a hub sees it: it logs keys, and obeys what it says that it does. */
export interface ForeignWriter {
  report(...reports: readonly Report[]): Promise<void>
  /** Logs a dict at a step, as `run.log(values, step)` does: a key is declared before its first value. */
  log(values: Readonly<Record<string, number>>, step: number): Promise<void>
  /** Says anew what it obeys. */
  accept(accepts: readonly Command['type'][]): Promise<void>
  /** What it was told, in order. */
  readonly commands: readonly Command[]
  leave(): void
}

export async function foreignWriter(
  hub: Pick<Served, 'url' | 'token'>,
  id: string,
  run: Partial<Run> = {},
  writer: WriterId = TRAINER,
): Promise<ForeignWriter> {
  const socket = io(`${hub.url}/trainer`, { transports: ['websocket'], forceNew: true, auth: { token: hub.token } })
  const commands: Command[] = []
  const declared = new Set<string>()
  let step = 0
  const greet = async (accepts: readonly Command['type'][]) =>
    (await socket.emitWithAck('hello', greetingOf(id, { writer, accepts: [...accepts] }))) as { next: number }
  let { next } = await greet([])
  const report = async (...reports: readonly Report[]) => {
    const envelopes = enveloped(id, next, reports, Date.now())
    next += reports.length
    const own = writer === TRAINER ? envelopes : envelopes.map((one) => ({ ...one, writer }))
    const reply = (await socket.emitWithAck('reports', bytesFromReports(own))) as { ok: boolean; why?: string }
    if (!reply.ok) throw new Error(reply.why)
  }
  socket.on('command', (command: Command, answer: (outcome: Outcome) => void) => {
    commands.push(command)
    answer({ ok: true, step })
    void report({ type: 'applied', command, step })
  })
  if (writer === TRAINER && next === 0) await report(foreignStarted(id, run))
  return {
    report,
    async log(values, at) {
      step = Math.max(step, at)
      const fresh = Object.keys(values).filter((key) => !declared.has(key))
      for (const key of fresh) declared.add(key)
      await report(
        ...fresh.map((key): Report => ({ type: 'declared', series: loggedSeries(key) })),
        measuredReport(...Object.entries(values).map(([key, value]) => scalarColumn(key, [at], [value]))),
      )
    },
    accept: async (accepts) => void (await greet(accepts)),
    commands,
    leave: () => void socket.disconnect(),
  }
}
