import { Command } from 'commander'
import { bufferTime, filter, lastValueFrom, merge, NEVER, share, Subject, takeUntil, tap, Observable } from 'rxjs'
import { openStore } from '#src/store/index.ts'
import { troubleError, usageError, type Envelope, type Report } from '#src/vocabulary/index.ts'
import { openBackend } from '#trainer/backend/index.ts'
import type { AddressedCommand } from '#trainer/control.ts'
import { link } from '#trainer/link.ts'
import { planRun, type Plan } from '#trainer/plan.ts'
import { trainRun } from '#trainer/train.ts'
import { showSetup } from '../backend-progress.ts'
import { interrupts$ } from '../interrupt.ts'
import { linesFromColumn } from '../lines.ts'
import { collect, dataOption, jsonOption, wholeNumber } from '../options.ts'
import { startProgressLine } from '../progress-line.ts'

type Options = {
  seed?: number
  steps?: number
  set: string[]
  probe: string[]
  name?: string
  hub?: string
  data: string
  json?: boolean
}
type Ended = Extract<Report, { type: 'ended' }>

export function trainCommand(): Command {
  return new Command('train')
    .description('train an experiment and keep what its probes measure')
    .argument('<experiment>', 'its id; `phasescope experiments` lists them')
    .option('--seed <n>', 'seed of every random stream', (given) => wholeNumber('--seed', given, 0))
    .option('--steps <n>', 'optimiser steps', (given) => wholeNumber('--steps', given, 1))
    .option('--set <key=value>', 'change a setting of the experiment; may be repeated', collect, [])
    .option('--probe <id>', 'attach a probe besides the default ones; may be repeated', collect, [])
    .option('--name <text>', 'what to call the run')
    .option('--hub <url>', 'stream to a running hub instead of storing here', hubAddress)
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (experiment: string, options: Options) => {
      const plan = planRun({ experiment, ...options, probes: options.probe })
      const sink = options.hub === undefined ? storeSink(options.data) : null
      const setup = showSetup()
      const backend = await openBackend(undefined, setup.onProgress)
      setup.done(backend)
      const commands$ = new Subject<AddressedCommand>()
      const envelopes$ = trainRun(plan, backend, commands$).pipe(share())
      const spoken$ = (options.json ? printed(envelopes$) : shown(envelopes$, plan)).pipe(tap(sayEvents))
      const kept$ =
        sink === null
          ? link(envelopes$, { hub: options.hub ?? '', folder: options.data, commands$ })
          : sink.keep(envelopes$)
      const stop = interrupts$.subscribe((count) => {
        if (count > 1) process.exit(130)
        process.stderr.write('\nStopping after this step; again to stop at once\n')
        commands$.next({ command: { type: 'stop' }, answer: () => {} })
      })
      const ended = await endOf(merge(spoken$, kept$))
      stop.unsubscribe()
      sink?.close()
      sayEnd(ended.run, ended.report, options.json === true)
      if (ended.report.how === 'failed')
        throw troubleError(`The run failed at step ${ended.report.step}: ${ended.report.why}`)
    })
}

/** The run's last word, once every stream has completed: printed and kept. */
async function endOf(all$: Observable<Envelope | null>): Promise<Envelope<Ended>> {
  let ended: Envelope<Ended> | null = null
  await lastValueFrom(
    all$.pipe(
      tap((envelope) => {
        if (envelope?.report.type === 'ended') ended = envelope as Envelope<Ended>
      }),
      takeUntil(NEVER),
    ),
    { defaultValue: null },
  )
  if (ended === null) throw troubleError('The run ended without a last report; this is a fault of Phasescope')
  return ended
}

function printed(envelopes$: Observable<Envelope>): Observable<Envelope> {
  return envelopes$.pipe(
    tap(({ report }) => {
      if (report.type !== 'measured') return
      const lines = report.columns.flatMap((column) => [...linesFromColumn(column)])
      if (lines.length > 0) process.stdout.write(lines.join('\n') + '\n')
    }),
  )
}

function shown(envelopes$: Observable<Envelope>, plan: Plan): Observable<Envelope> {
  const line = startProgressLine(plan.steps, ['train-loss', 'test-loss', 'train-accuracy', 'test-accuracy'])
  return envelopes$.pipe(
    tap((envelope) => {
      if (['marked', 'failed', 'ended'].includes(envelope.report.type)) line.clear()
      line.take(envelope)
    }),
  )
}

/** Into the data folder by ourselves: a transaction every fifth of a second, durable when it returns. */
function storeSink(data: string) {
  const store = openStore(data)
  return {
    keep: (envelopes$: Observable<Envelope>): Observable<null> =>
      new Observable((subscriber) =>
        envelopes$
          .pipe(
            bufferTime(200),
            filter((batch) => batch.length > 0),
            tap((batch) => store.ingest(batch)),
          )
          .subscribe({ error: (error: unknown) => subscriber.error(error), complete: () => subscriber.complete() }),
      ),
    close: () => store.close(),
  }
}

function sayEvents({ report }: Envelope): void {
  if (report.type === 'marked')
    process.stderr.write(`${report.mark.label} at step ${report.mark.step}. ${report.mark.about}\n`)
  if (report.type === 'failed')
    process.stderr.write(`Probe '${report.probe}' failed at step ${report.step} and was detached: ${report.why}\n`)
}

function sayEnd(run: string, { how, step, msPerStep, weights }: Ended, json: boolean): void {
  if (json) process.stdout.write(JSON.stringify({ type: 'ended', run, steps: step, msPerStep, weights }) + '\n')
  else
    process.stderr.write(
      `Run ${run} ${how} at step ${step}: ${msPerStep.toFixed(1)} ms a step, weights ${weights.slice(0, 19)}…\n`,
    )
}

function hubAddress(given: string): string {
  if (!URL.canParse(given)) throw usageError(`--hub: expected an address such as http://127.0.0.1:4747, got '${given}'`)
  return given
}
