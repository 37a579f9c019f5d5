import { ignoreElements, tap, type OperatorFunction } from 'rxjs'
import type { Envelope, Run } from '#src/vocabulary/index.ts'
import type { EventTeller } from './event-teller.ts'
import { newsOf } from './news.ts'
import { runEvent } from './run-event.ts'

/** Tells the events of a run that is trained here, as it reports them. */
export function toldOfRun(teller: EventTeller, hub: string | null): OperatorFunction<Envelope, never> {
  let known: { readonly run: Run; readonly isNew: ReturnType<typeof newsOf> } | null = null
  return (envelope$) =>
    envelope$.pipe(
      tap(({ report, at }) => {
        if (report.type === 'started') known = { run: report.run, isNew: newsOf(report.run) }
        if (report.type !== 'marked' || known === null || !known.isNew(report.mark)) return
        teller.tell(runEvent(report.mark, known.run, at, hub))
      }),
      ignoreElements(),
    )
}
