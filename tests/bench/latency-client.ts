import { io } from 'socket.io-client'
import type { Report } from '#src/vocabulary/index.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { scalarColumn, startedReport } from '../src/store/reports.ts'
import { greetingOf } from '../greeting.ts'

/**
 * A trainer that only emits: so many scalar series at so many steps a second, each Report stamped when it leaves, as a
 * real trainer's are. Prints one line when the hub has it, and goes on for the seconds asked.
 */
const [url = '', run = '', series = '50', perSecond = '20', seconds = '30', token = ''] = process.argv.slice(2)
const names = Array.from({ length: Number(series) }, (_, i) => `bench/${i}`)
const socket = io(`${url}/trainer`, { transports: ['websocket'], auth: { token } })
await socket.emitWithAck('hello', greetingOf(run))

let seq = 0
await send([startedReport(run), ...names.map(declared)])
console.log('ready')
const ticks = Number(perSecond) * Number(seconds)
for (let step = 0; step < ticks; step++) {
  const columns = names.map((name, i) => scalarColumn(name, [step], [Math.sin(step / 20 + i) + i]))
  void send([{ type: 'measured', columns }])
  await new Promise((resolve) => setTimeout(resolve, 1000 / Number(perSecond)))
}
socket.disconnect()

function send(reports: readonly Report[]): Promise<unknown> {
  const envelopes = reports.map((report) => ({ run, seq: seq++, at: Date.now(), report }))
  return socket.emitWithAck('reports', bytesFromReports(envelopes))
}

/** Ten series a probe, so that the page draws five charts of ten lines and what is visible is what is drawn. */
function declared(name: string, i: number): Report {
  const probe = `bench-${Math.floor(i / 10)}`
  const look = { kind: 'scalar', group: 'norms', unit: '1', scale: 'linear', range: null } as const
  return { type: 'declared', series: { name, probe, part: String(i % 10), ...look } }
}
