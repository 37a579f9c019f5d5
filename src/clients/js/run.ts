import type { Report } from '#src/vocabulary/index.ts'
import { callbacksOf } from './callbacks.ts'
import { newDescribed } from './described.ts'
import { endingOf, within } from './end.ts'
import { whyOf } from './harmless.ts'
import { newLogged } from './logged.ts'
import { endsWithProcess } from './node/at-exit.ts'
import { openedRun } from './opened.ts'
import { textOf } from './parameters.ts'
import type { InitOptions, Run, Steered } from './phasescope.d.ts'
import { newTeller } from './say.ts'
import { newSteering } from './steering.ts'

/** How often what was logged leaves. */
const LEAVES_MS = 50
/** A training that has let nobody else have a turn for so long, or has logged so much since, stores it itself. */
const STORES = { ms: 500, bytes: 16 << 20 }
/** Bytes of what was logged that wait: beyond, Reports are made of it at once, each well below what a hub takes. */
const MOST_GATHERED = 4 << 20

/** Begins a run, which its hub shows from its first moment on, or goes on with one. */
export function init(options: InitOptions = {}): Run {
  const teller = newTeller(options.say ?? console.warn)
  const { sayOnce } = teller
  const opened = openedRun(options, teller, () => steering)
  const { delivery, declared, isResumed } = opened
  const push = (report: Report) => delivery?.push(report)
  const steering = newSteering(push, () => delivery?.greet())
  const logged = newLogged(teller)
  const config: Record<string, unknown> = { ...options.config }
  const summary: Record<string, unknown> = {}
  const described = newDescribed({ config, summary }, isResumed ? {} : declared.parameters, steering)
  const beganAt = performance.now()
  let { step } = opened
  const from = step
  let lastStep = Math.max(0, step - 1)
  let turn = { at: beganAt, bytes: 0 }
  let ending: Promise<void> | null = null
  let hasEnded = false
  let isEndSaid = false

  /** Everything that was logged or set becomes Reports. */
  function gather(isLast = false): void {
    turn.bytes += logged.bytes
    try {
      opened.begin(step)
      for (const report of logged.take()) push(report)
      const more = described.changes(lastStep, isLast)
      if (more !== null) push(more)
    } catch (error) {
      sayOnce('gather', `Not all can be told: ${whyOf(error)}`)
    }
  }

  function inTurn(): void {
    turn = { at: performance.now(), bytes: 0 }
    gather()
  }

  /** Where the loop of the training gives nobody a turn, neither hub nor journal hears of it otherwise. */
  function inTime(): void {
    const isLate = performance.now() - turn.at > STORES.ms
    if (logged.bytes <= MOST_GATHERED && !isLate) return
    gather()
    if (!isLate && turn.bytes < STORES.bytes) return
    delivery?.storeNow()
    turn = { at: performance.now(), bytes: 0 }
  }

  function say(how: 'completed' | 'stopped' | 'failed', why: string | null): void {
    if (isEndSaid) return
    isEndSaid = true
    gather(true)
    steering.end()
    const msPerStep = (performance.now() - beganAt) / Math.max(1, lastStep - from)
    push({ type: 'ended', how, step: lastStep, msPerStep, weights: '', why })
  }

  async function ends(end: unknown): Promise<void> {
    const { why, mostMs, awayMs } = endingOf(end, opened.hasJournal)
    const until = performance.now() + mostMs
    const left = () => Math.max(0, until - performance.now())
    clearInterval(timer)
    await within(left() / 2, Promise.all([ready, logged.read()])) // what never comes leaves time for what is there
    say(why !== undefined ? 'failed' : steering.isStopped ? 'stopped' : 'completed', why ?? null)
    await delivery?.finished({ most: left(), away: Math.min(awayMs, left()) })
    over()
    delivery?.leave()
  }

  function finish(end: unknown): Promise<void> {
    if (ending !== null) return ending
    hasEnded = true
    return (ending = delivery === null ? Promise.resolve() : ends(end))
  }

  /** The process ends now. */
  function leave(how: 'completed' | 'failed', why: string | null): void {
    over()
    clearInterval(timer)
    hasEnded = true
    say(how === 'completed' && steering.isStopped ? 'stopped' : how, why === null ? null : textOf(why))
    delivery?.leave()
  }

  const run: Run = {
    ...{ id: declared.id, name: declared.name, project: declared.experiment, url: opened.url, config, summary },
    resumed: isResumed,
    get step() {
      return step
    },
    get ready() {
      return ready
    },
    log(values, at = step) {
      if (delivery === null || hasEnded) return
      if (!Number.isSafeInteger(at) || at < 0)
        return sayOnce('step', `step ${typeof at === 'number' ? at : typeof at}: expected a whole number from 0; what is logged there is left out`) // prettier-ignore
      step = Math.max(step, at + 1)
      lastStep = Math.max(lastStep, at)
      try {
        logged.add(values, at)
        inTime()
      } catch (error) {
        sayOnce('log', `Cannot log: ${whyOf(error)}`)
      }
    },
    async *steps(count, steered = {}) {
      await ready
      if (!Number.isFinite(count)) sayOnce('steps', 'steps: expected a number')
      else if (count !== declared.steps) push({ type: 'described', step: lastStep, steps: count })
      for (let at = isResumed ? step : 0; at < count; at++) {
        if (!(await run.tick(at, steered))) return
        yield at
      }
      lastStep = Math.max(lastStep, count)
    },
    async tick(asked, steered: Steered = {}) {
      if (delivery === null || hasEnded) return true
      if (isResumed) await ready
      const at = Number.isSafeInteger(asked) && asked! >= 0 ? asked! : step
      step = Math.max(step, at)
      lastStep = Math.max(lastStep, at)
      try {
        return await steering.tick(at, steered ?? {})
      } catch (error) {
        sayOnce('tick', `Cannot be steered: ${whyOf(error)}`)
        return !steering.isStopped
      }
    },
    callback: (model, steered = {}) => callbacksOf(run, model, steered),
    finish,
  }

  /** Where the run goes on: nothing of it is told before that is known, unless the training does not wait for it. */
  async function begun(): Promise<void> {
    if (isResumed) {
      const asked = await opened.askedStep()
      if (step === from) lastStep = Math.max(0, (step = Math.max(step, asked)) - 1)
    }
    if (!hasEnded) gather()
  }

  const over = delivery === null ? () => {} : endsWithProcess({
    finish: ({ why }) => finish({ why }),
    leave: ({ how, why }) => leave(how, why),
  }) // prettier-ignore
  if (delivery !== null && !isResumed) opened.begin(0)
  let timer: ReturnType<typeof setInterval> | undefined
  const ready = delivery === null ? Promise.resolve() : begun()
  if (delivery !== null) void ready.then(() => hasEnded || (timer = setInterval(inTurn, LEAVES_MS)))
  return run
}
