import { fork, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { Subject } from 'rxjs'
import type { RunId } from '#src/vocabulary/index.ts'
import type { Job, JobEvent, RunQueue } from './queue.ts'

export type ToMaker = { readonly type: 'make'; readonly job: Job; readonly data: string } | { readonly type: 'stop' }
export type FromMaker = JobEvent

export interface ProcessQueueOptions {
  readonly data: string
  /** Processes that make runs at the same time. */
  readonly workers: number
  /** Where they say what a terminal would have shown. */
  readonly log: string
}

/** A process that dies while it makes a run (no memory, kill -9) is replaced, and the run resumed, so often; then it has failed. */
const TRIES = 2

/** Makes runs by processes of this machine, each of which makes several, one after the other. */
export function openProcessQueue({ data, workers, log }: ProcessQueueOptions): RunQueue {
  const event$ = new Subject<JobEvent>()
  const waiting: Job[] = []
  const makers = new Set<ChildProcess>()
  const deaths = new Map<RunId, number>()
  let isCancelled = false

  function enqueue(jobs: readonly Job[]): void {
    waiting.push(...jobs)
    while (!isCancelled && makers.size < workers && waiting.length > 0) startMaker()
    finish()
  }

  function startMaker(): void {
    const maker = startProcess(log)
    let job: Job | undefined
    makers.add(maker)
    const next = () => {
      job = isCancelled ? undefined : waiting.shift()
      if (job !== undefined) maker.send({ type: 'make', job, data } satisfies ToMaker, () => {})
      else if (maker.connected) maker.disconnect() // it ends with that
    }
    maker.on('message', (event: FromMaker) => {
      event$.next(event)
      if (event.type === 'ended') next()
    })
    maker.once('error', () => over()) // it was never there
    maker.once('exit', (code, signal) => over(signal ?? `code ${code}`))
    const over = (how = 'no process') => {
      if (!makers.delete(maker)) return
      if (job !== undefined && !isCancelled) died(job, how)
      if (!isCancelled && waiting.length > 0) startMaker()
      finish()
    }
    next()
  }

  function died(job: Job, how: string): void {
    const { run } = job
    const times = (deaths.get(run) ?? 0) + 1
    deaths.set(run, times)
    if (times < TRIES) waiting.unshift(job)
    else {
      const why = `Its trainer ended with ${how}, and so did the one that resumed it; what they said is in ${log}`
      event$.next({ type: 'ended', run, how: 'failed', step: null, weights: null, why })
    }
  }

  function finish(): void {
    if (makers.size === 0 && (isCancelled || waiting.length === 0)) event$.complete()
  }

  return {
    enqueue,
    watch: () => event$,
    cancel() {
      if (isCancelled) return
      isCancelled = true
      for (const maker of makers) maker.send({ type: 'stop' } satisfies ToMaker, () => {})
      finish()
    },
    kill() {
      isCancelled = true
      for (const maker of makers) maker.kill('SIGKILL')
    },
  }
}

/** In a group of its own: a Ctrl-C of the terminal reaches who started it, and it by that one's word. */
function startProcess(log: string): ChildProcess {
  const file = openSync(log, 'a', 0o600)
  try {
    return fork(join(import.meta.dirname, 'maker.ts'), { detached: true, stdio: ['ignore', 'ignore', file, 'ipc'] })
  } finally {
    closeSync(file)
  }
}
