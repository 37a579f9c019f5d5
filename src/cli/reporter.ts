import { ignoreElements, tap, type OperatorFunction } from 'rxjs'
import type { Envelope, Report } from '#src/vocabulary/index.ts'
import { divergenceTold } from './divergence.ts'
import { newsOf } from './events/news.ts'
import { linesFromColumn } from './lines.ts'
import { startProgressLine } from './progress-line.ts'
import { say } from './terminal.ts'

/** Tells a program: one JSON line a measurement on stdout, and the end last. What happens besides goes to stderr. */
export function reportAsJson(): OperatorFunction<Envelope, never> {
  const divergence = divergenceTold()
  const happened = happenedTold()
  return (envelopes$) =>
    envelopes$.pipe(
      tap(({ report }) => {
        const diverged = divergence(report)
        sayIfAny(diverged)
        if (report.type === 'measured') printAll(report.columns.flatMap((column) => [...linesFromColumn(column)]))
        else sayIfAny(happened(report))
      }),
      ignoreElements(),
    )
}

/** Tells a person: a line that says how the run is doing, and what happens, all on stderr. */
export function reportOnTerminal(steps: number): OperatorFunction<Envelope, never> {
  const line = startProgressLine(steps, ['train-loss', 'test-loss', 'train-accuracy', 'test-accuracy'])
  const divergence = divergenceTold()
  const happened = happenedTold()
  return (envelopes$) =>
    envelopes$.pipe(
      tap((envelope) => {
        const lines = [divergence(envelope.report), happened(envelope.report)]
        if (envelope.report.type === 'ended' || lines.some((one) => one !== null)) line.clear()
        lines.forEach(sayIfAny)
        line.take(envelope)
      }),
      ignoreElements(),
    )
}

export function reportEnd(run: string, ended: Extract<Report, { type: 'ended' }>, asJson: boolean): void {
  const { how, step, msPerStep, weights } = ended
  if (asJson) printAll([JSON.stringify({ type: 'ended', run, steps: step, msPerStep, weights })])
  else say(`Run ${run} ${how} at step ${step}: ${msPerStep.toFixed(1)} ms a step, weights ${weights.slice(0, 19)}…`)
}

/** What a report says that happened: of a transition once, however often more of it is told later. */
function happenedTold(): (report: Report) => string | null {
  let isNew = newsOf({ parent: null })
  return (report) => {
    if (report.type === 'started') isNew = newsOf(report.run)
    if (report.type === 'failed')
      return `Probe '${report.probe}' failed at step ${report.step} and was detached: ${report.why}`
    if (report.type !== 'marked' || !isNew(report.mark)) return null
    return `${report.mark.label} at step ${report.mark.step}. ${report.mark.about}`
  }
}

function sayIfAny(line: string | null): void {
  if (line !== null) say(line)
}

function printAll(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(lines.join('\n') + '\n')
}
