import type { Report } from '#src/vocabulary/index.ts'
import { trainerOf } from '../../load/hub-client.ts'
import { enveloped, scalarColumn, startedReport } from '../../src/store/reports.ts'
import { MESSAGES_A_SECOND, REPORTS_A_MESSAGE, RUN, SERIES } from './load.ts'

/**
 * A trainer that emits at the pace of the soak for so many seconds: Reports of one point a series, a message of them at a
 * time. Where the machine is too busy for that pace, as many as it can. Prints how many points were acknowledged, how many
 * that were a second, and how many milliseconds it was late at most.
 */
const [url = '', token = '', seconds = '1'] = process.argv.slice(2)
const trainer = await trainerOf({ url, token }, RUN)
await trainer.send(enveloped(RUN, 0, [startedReport(RUN)]))
console.log('ready')

const startedAt = performance.now()
const untilMs = startedAt + 1000 * Number(seconds)
const answers = new Set<Promise<unknown>>()
let lateMs = 0
let message = 0
for (; performance.now() < untilMs; message += 1) {
  const due = startedAt + (1000 * message) / MESSAGES_A_SECOND
  const early = due - performance.now()
  if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
  lateMs = Math.max(lateMs, -early)
  const first = message * REPORTS_A_MESSAGE
  const reports = Array.from({ length: REPORTS_A_MESSAGE }, (_, i) => reportAt(first + i))
  const answer: Promise<unknown> = trainer
    .send(enveloped(RUN, first + 1, reports, Date.now()))
    .finally(() => answers.delete(answer))
  answers.add(answer)
  // A hub that is behind is waited for, as a link does.
  while (answers.size > 8) await Promise.race(answers)
}
await Promise.all(answers)
const points = message * REPORTS_A_MESSAGE * SERIES.length
const aSecond = Math.round((1000 * points) / (performance.now() - startedAt))
console.log(JSON.stringify({ points, aSecond, lateMs: Math.round(lateMs) }))
trainer.close()

function reportAt(step: number): Report {
  const columns = SERIES.map((name, k) => scalarColumn(name, [step], [Math.fround(Math.sin(step / 50 + k))]))
  return { type: 'measured', columns }
}
