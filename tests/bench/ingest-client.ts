import { io } from 'socket.io-client'
import type { Column, Envelope, Report } from '#src/vocabulary/index.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { enveloped, scalarColumn, startedReport } from '../src/store/reports.ts'
import { greetingOf } from '../greeting.ts'

/**
 * The other end of the ingest bench, in a separate process: sends packed Reports as fast as they are acknowledged,
 * a few messages ahead, and prints the seconds from the first to the last acknowledgement as JSON.
 */
const [url = '', run = '', series = '1', points = '4096', messages = '500', token = ''] = process.argv.slice(2)
const names = Array.from({ length: Number(series) }, (_, i) => `series/${i}`)
const perSeries = Number(points) / names.length
const IN_FLIGHT = 8

const socket = io(`${url}/trainer`, { transports: ['websocket'], auth: { token } })
await socket.emitWithAck('hello', greetingOf(run))
await socket.emitWithAck('reports', bytesFromReports(enveloped(run, 0, [startedReport(run)])))

// Packed beforehand: the bench is of the hub, not of the trainer.
const packed = Array.from({ length: Number(messages) }, (_, i) => bytesFromReports([measured(i)]))
const start = performance.now()
let next = 0
await Promise.all(
  Array.from({ length: IN_FLIGHT }, async () => {
    while (next < packed.length) {
      const reply = await socket.emitWithAck('reports', packed[next++])
      if (!reply.ok) throw new Error(reply.why)
    }
  }),
)
console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000 }))
socket.disconnect()

function measured(message: number): Envelope {
  const columns: Column[] = names.map((name) => {
    const steps = Float64Array.from({ length: perSeries }, (_, i) => message * perSeries + i)
    return scalarColumn(name, steps, steps.map(Math.sin))
  })
  const report: Report = { type: 'measured', columns }
  return enveloped(run, message + 1, [report])[0]!
}
