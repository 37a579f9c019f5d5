import type { Report } from '#src/vocabulary/index.ts'
import { trainerOf } from '../load/hub-client.ts'
import { enveloped, scalarColumn, startedReport } from '../src/store/reports.ts'
import { CLOCK_SERIES } from './viewers-load.ts'

/** A trainer that only emits, one step every so many milliseconds, until it is ended: one series is the clock itself. */
const [url = '', token = '', run = '', series = '[]', everyMs = '50'] = process.argv.slice(2)
const names = (JSON.parse(series) as string[]).filter((name) => name !== CLOCK_SERIES)
const trainer = await trainerOf({ url, token }, run)
await trainer.send(enveloped(run, 0, [startedReport(run)]))
process.send?.({ ready: true })

let step = 0
setInterval(() => {
  const now = performance.timeOrigin + performance.now()
  const columns = names.map((name, i) => scalarColumn(name, [step], [Math.sin(step / 20 + i)]))
  const report: Report = { type: 'measured', columns: [scalarColumn(CLOCK_SERIES, [step], [now]), ...columns] }
  step += 1
  void trainer.send([{ ...enveloped(run, step, [report])[0]!, at: now }])
}, Number(everyMs))
process.on('disconnect', () => process.exit())
