import { ignoreElements, tap, type OperatorFunction } from 'rxjs'
import type { Envelope, Report } from '#src/vocabulary/index.ts'
import { divergenceTold } from './divergence.ts'
import { linesFromColumn } from './lines.ts'
import { startProgressLine } from './progress-line.ts'
import { say } from './terminal.ts'

/** Tells a program: one JSON line a measurement on stdout, and the end last. What happens besides goes to stderr. */
export function reportAsJson(): OperatorFunction<Envelope, never> {
  const divergence = divergenceTold()
  return (envelopes$) =>
    envelopes$.pipe(
      tap(({ report }) => {
        const diverged = divergence(report)
        if (diverged !== null) say(diverged)
        if (report.type === 'measured') printAll(report.columns.flatMap((column) => [...linesFromColumn(column)]))
        else tellEvent(report)
      }),
      ignoreElements(),
    )
}

/** Tells a person: a line that says how the run is doing, and what happens, all on stderr. */
export function reportOnTerminal(steps: number): OperatorFunction<Envelope, never> {
  const line = startProgressLine(steps, ['train-loss', 'test-loss', 'train-accuracy', 'test-accuracy'])
  const divergence = divergenceTold()
  return (envelopes$) =>
    envelopes$.pipe(
      tap((envelope) => {
        const diverged = divergence(envelope.report)
        if (diverged !== null || EVENTS.includes(envelope.report.type)) line.clear()
        if (diverged !== null) say(diverged)
        tellEvent(envelope.report)
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

const EVENTS = ['marked', 'failed', 'ended']

function tellEvent(report: Report): void {
  if (report.type === 'marked') say(`${report.mark.label} at step ${report.mark.step}. ${report.mark.about}`)
  if (report.type === 'failed') {
    say(`Probe '${report.probe}' failed at step ${report.step} and was detached: ${report.why}`)
  }
}

function printAll(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(lines.join('\n') + '\n')
}
