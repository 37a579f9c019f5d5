import type { Column, Envelope, Report } from '#src/vocabulary/index.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { trainerOf } from '../load/hub-client.ts'
import { enveloped, scalarColumn, startedReport } from '../src/store/reports.ts'

/**
 * The other end of the ingest bench, in a separate process: sends packed Reports as fast as they are acknowledged,
 * a few messages ahead, and prints the seconds from the first to the last acknowledgement as JSON.
 */
const [url = '', token = '', text = '{}'] = process.argv.slice(2)
const load = JSON.parse(text) as Load
const names = Array.from({ length: load.series }, (_, i) => `series/${i}`)

/** `reports` Reports a message, each with `points` points of each of `series` series; `inFlight` messages wait at once. */
export interface Load {
  readonly run: string
  readonly series: number
  readonly points: number
  readonly reports: number
  readonly messages: number
  readonly inFlight: number
}

const trainer = await trainerOf({ url, token }, load.run)
await trainer.send(enveloped(load.run, 0, [startedReport(load.run)]))

// Packed beforehand: the bench is of the hub, not of the trainer.
const packed = Array.from({ length: load.messages }, (_, i) => bytesFromReports(messageAt(i)))
const start = performance.now()
let next = 0
await Promise.all(
  Array.from({ length: load.inFlight }, async () => {
    while (next < packed.length) await trainer.sendPacked(packed[next++]!)
  }),
)
console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000 }))
trainer.close()

function messageAt(message: number): Envelope[] {
  const reports = Array.from({ length: load.reports }, (_, i) => measured(message * load.reports + i))
  return enveloped(load.run, message * load.reports + 1, reports)
}

function measured(report: number): Report {
  const columns: Column[] = names.map((name) => {
    const steps = Float64Array.from({ length: load.points }, (_, i) => report * load.points + i)
    return scalarColumn(name, steps, steps.map(Math.sin))
  })
  return { type: 'measured', columns }
}
