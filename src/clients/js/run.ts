import type { ParameterValue } from '#src/vocabulary/experiment.ts'
import type { Report } from '#src/vocabulary/report.ts'
import { declaredRun } from './begin.ts'
import { callbacksOf } from './callbacks.ts'
import { newGatherer } from './gather.ts'
import { entriesRead, MOST_DEPTH, whyOf } from './harmless.ts'
import { openLine, type Line } from './line.ts'
import { newOutbox } from './outbox.ts'
import { labelOf, parametersOf, textOf } from './parameters.ts'
import type { InitOptions, Run, Steered, TensorLike } from './phasescope.d.ts'
import { findPlace } from './place.ts'
import { newSteering } from './steering.ts'
import { isNested, isTensor, seen, seenTensor, type Seen } from './values.ts'

/** How often what was logged leaves. */
const LEAVES_MS = 50
/** Bytes of numbers that wait for a hub; what is logged beyond is lost, which the run says. */
const MOST_WAITING_BYTES = 64 << 20
const FINISH_MS = 30_000
/** Tensors that are being read; what is logged beyond is left out. */
const MOST_READ = 10_000
/** Things of which something is said: each once. */
const MOST_SAID = 10_000
/** Names that one value may have within. */
const MOST_WITHIN = 10_000

/** Begins a run, which its hub shows from its first moment on. */
export function init(options: InitOptions = {}): Run {
  const declared = declaredRun(options)
  const { id, name, experiment: project } = declared
  const say = (sentence: string) => {
    try {
      ;(options.say ?? console.warn)(`phasescope: ${sentence}`)
    } catch {
      // Whoever listens is the training's own, and stops nothing.
    }
  }
  const isOff = options.mode === 'disabled'
  const outbox = newOutbox(id)
  const gatherer = newGatherer()
  const steering = newSteering(push, () => line?.greet())
  const config: Record<string, unknown> = { ...options.config }
  const summary: Record<string, unknown> = {}
  const told = { parameters: declared.parameters, summary: {} as Readonly<Record<string, ParameterValue>> }
  const pending = new Set<Promise<void>>()
  const warned = new Set<string>()
  const delivered = new Set<() => void>()
  const beganAt = performance.now()
  let lost: { values: number; from: number; to: number } | null = null
  let line: Line | null = null
  let url: string | null = null
  let step = 0
  let lastStep = 0
  let hasEnded = false

  function push(report: Report): void {
    if (isOff) return
    outbox.push(report)
    line?.wake()
  }

  function sayOnce(about: string, sentence: string): void {
    if (warned.has(about) || warned.size >= MOST_SAID) return
    warned.add(about)
    say(sentence)
  }

  function unread(key: string, error: unknown): void {
    sayOnce(key, `'${key.slice(0, 60)}' cannot be read, and is left out: ${whyOf(error)}`)
  }

  function add(key: string, value: unknown, at: number, depth = 0, room = { left: MOST_WITHIN }): void {
    try {
      if (isNested(value)) {
        if (depth === MOST_DEPTH) throw new RangeError(`it is nested deeper than ${MOST_DEPTH}, or contains itself`)
        for (const [inner, one] of entriesRead(value, (name, error) => unread(`${key}/${name}`, error))) {
          room.left -= 1
          if (room.left === 0) sayOnce('within', `'${key.slice(0, 60)}': more than ${MOST_WITHIN} names are within; the others are left out`) // prettier-ignore
          if (room.left <= 0) return
          add(`${key}/${inner}`, one, at, depth + 1, room)
        }
      } else if (isTensor(value)) read(key, value, at)
      else put(key, seen(value), at, typeof value)
    } catch (error) {
      unread(key, error)
    }
  }

  function read(key: string, tensor: TensorLike, at: number): void {
    if (pending.size >= MOST_READ) return sayOnce('reading', `More than ${MOST_READ} tensors are being read; what is logged beyond is left out`) // prettier-ignore
    const { shape } = tensor
    const reading = Promise.resolve(tensor.data())
      .then((numbers) => put(key, seenTensor(shape, numbers), at, 'a tensor'))
      .catch((error: unknown) => unread(key, error))
      .finally(() => pending.delete(reading))
    pending.add(reading)
  }

  function put(key: string, value: Seen | null, at: number, what: string): void {
    if (value === null) return sayOnce(key, `'${key}' was logged as ${what}, which is no series; it is left out`)
    if (labelOf(key) !== key || key === '')
      return sayOnce(key, `'${key.slice(0, 60)}' is no name of a series; it is left out`)
    if (outbox.bytes + gatherer.bytes > MOST_WAITING_BYTES) {
      lost = { values: (lost?.values ?? 0) + 1, from: Math.min(lost?.from ?? at, at), to: Math.max(lost?.to ?? at, at) }
      return
    }
    const why = gatherer.add(key, at, value)
    if (why !== null) sayOnce(why.startsWith('more than') ? 'series' : key, `'${key}': ${why}; that is left out`)
  }

  /** Everything that was logged or set becomes Reports. */
  function gather(): void {
    try {
      gatherAll()
    } catch (error) {
      sayOnce('gather', `Not all can be told: ${whyOf(error)}`)
    }
  }

  function gatherAll(): void {
    for (const report of gatherer.take()) push(report)
    if (lost !== null && outbox.bytes < MOST_WAITING_BYTES / 2) {
      const about = `${lost.values} values of the steps ${lost.from} to ${lost.to} were lost: the hub was away, and there was room for no more`
      push({ type: 'marked', mark: { by: 'client', step: lost.to, label: 'Not all was kept', about } })
      lost = null
    }
    describe()
  }

  function describe(): void {
    const more = steering.described()
    const parameters = { ...changes(told.parameters, parametersOf(config)), ...more.parameters }
    const said = changes(told.summary, parametersOf(summary))
    told.parameters = { ...told.parameters, ...parameters }
    told.summary = { ...told.summary, ...said }
    const description = {
      ...(Object.keys(parameters).length > 0 && { parameters }),
      ...(Object.keys(said).length > 0 && { summary: said }),
      ...(more.settable !== undefined && { settable: more.settable }),
    }
    if (Object.keys(description).length > 0) push({ type: 'described', step: lastStep, ...description })
  }

  async function connect(): Promise<void> {
    const place = await findPlace(options)
    url = new URL(`/runs/${encodeURIComponent(id)}`, place.url).href
    line = openLine(place, id, outbox, {
      accepts: () => steering.accepts,
      commanded: (command) => steering.commanded(command),
      moved: () => delivered.forEach((look) => look()),
      say,
    })
  }

  /** Resolves when all is delivered, or after so long. */
  function allDelivered(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        delivered.delete(look)
        resolve()
      }
      const look = () => outbox.waiting === 0 && done()
      const timer = setTimeout(done, waitMs)
      delivered.add(look)
      look()
    })
  }

  const run: Run = {
    ...{ id, name, project, config, summary },
    get url() {
      return url
    },
    get step() {
      return step
    },
    log(values, at = step) {
      if (isOff || hasEnded) return
      if (!Number.isSafeInteger(at) || at < 0)
        return sayOnce(
          'step',
          `step ${typeof at === 'number' ? at : typeof at}: expected a whole number from 0; what is logged there is left out`,
        )
      step = Math.max(step, at + 1)
      lastStep = Math.max(lastStep, at)
      try {
        for (const [key, value] of entriesRead(values, unread)) add(key, value, at)
      } catch (error) {
        sayOnce('log', `Cannot log: ${whyOf(error)}`)
      }
    },
    async *steps(count, steered = {}) {
      if (!Number.isFinite(count)) sayOnce('steps', 'steps: expected a number')
      else if (count !== declared.steps) push({ type: 'described', step: lastStep, steps: count })
      for (let at = 0; at < count; at++) {
        if (!(await run.tick(at, steered))) return
        yield at
      }
      lastStep = Math.max(lastStep, count)
    },
    async tick(asked = step, steered: Steered = {}) {
      if (isOff || hasEnded) return true
      const at = Number.isSafeInteger(asked) && asked >= 0 ? asked : step
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
    async finish(end) {
      if (hasEnded) return
      hasEnded = true
      clearInterval(timer)
      if (isOff) return
      const { why, waitMs } = endOf(end)
      await within(waitMs, Promise.all(pending))
      gather()
      steering.end()
      const how = why !== undefined ? 'failed' : steering.isStopped ? 'stopped' : 'completed'
      const msPerStep = (performance.now() - beganAt) / Math.max(1, lastStep)
      push({ type: 'ended', how, step: lastStep, msPerStep, weights: '', why: why ?? null })
      await within(waitMs, connecting)
      await allDelivered(waitMs)
      if (outbox.waiting > 0) say(`${outbox.waiting} reports of run ${id} have not reached the hub, and are lost`)
      line?.close()
    },
  }

  push({ type: 'started', run: declared, probes: [], detectors: [] })
  const { tags = [], notes } = options
  if (tags.length > 0 || notes !== undefined)
    push({ type: 'labeled', ...(tags.length > 0 && { tags: tags.map((tag) => labelOf(tag).slice(0, 64)) }), ...(notes !== undefined && { note: textOf(notes) }) }) // prettier-ignore
  const connecting = isOff
    ? Promise.resolve()
    : connect().catch((error: unknown) => say(`The hub cannot be called, and nothing is kept: ${String(error)}`))
  const timer = setInterval(gather, LEAVES_MS)
  return run
}

/** How a run ends, whatever was said of it. */
function endOf(end: unknown): { readonly why?: string; readonly waitMs: number } {
  try {
    const { why, waitMs } = (end ?? {}) as { readonly why?: unknown; readonly waitMs?: unknown }
    const wait = typeof waitMs === 'number' && waitMs >= 0 && waitMs < 2 ** 31 ? waitMs : FINISH_MS
    return { waitMs: wait, ...(why !== undefined && { why: typeof why === 'string' ? textOf(why) : whyOf(why) }) }
  } catch (error) {
    return { why: whyOf(error), waitMs: FINISH_MS }
  }
}

/** Waits for something, and no longer than so. */
async function within(ms: number, something: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  await Promise.race([something, new Promise((resolve) => (timer = setTimeout(resolve, ms)))])
  clearTimeout(timer)
}

/** What is other than it was. */
function changes(
  before: Readonly<Record<string, ParameterValue>>,
  now: Readonly<Record<string, ParameterValue>>,
): Record<string, ParameterValue> {
  return Object.fromEntries(Object.entries(now).filter(([key, value]) => before[key] !== value))
}
