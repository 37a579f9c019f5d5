import { PEOPLE, runtimeError, type Envelope, type Report, type RunId } from '#src/vocabulary/index.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import type { Arrival, Store } from './store.ts'

/** What people say of a run: what it is called, and what is noted on its steps. */
export type PeoplesReport = Extract<Report, { type: 'labeled' | 'noted' }>

/** What somebody says of a run, as the next Report of the writer that stands for people. A run that is not there is named. */
export async function arrivalOfPeople(
  store: Pick<Store, 'summary' | 'next'>,
  run: RunId,
  report: PeoplesReport,
  at: number,
): Promise<Arrival> {
  await store.summary(run)
  const envelope: Envelope = { run, writer: PEOPLE, seq: await store.next(run, PEOPLE), at, report }
  return { run, writer: PEOPLE, bytes: bytesFromReports([envelope]) }
}

/** Keeps what somebody says of a run, where no hub serves the folder: durable when it is done. */
export async function keepOfPeople(
  store: Pick<Store, 'summary' | 'next' | 'ingest'>,
  run: RunId,
  report: PeoplesReport,
  at: number,
): Promise<void> {
  for (;;) {
    const [kept] = await store.ingest([await arrivalOfPeople(store, run, report, at)])
    if (!kept!.ok) throw runtimeError(kept!.why)
    // Where another process said something meanwhile, its Report has this number.
    if (kept!.facts.length > 0) return
  }
}
