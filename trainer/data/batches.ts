import { openStream } from '#src/vocabulary/random.ts'
import { rowsOf, sizeOf, type Split, type Task } from './task.ts'

/**
 * Which training examples each update sees: all of them; a random order cut into batches, drawn anew each epoch, whose
 * last batch may be smaller; each drawn evenly from all of them whatever came before; new ones from the task itself; or
 * always the first ones, and the rest are there for whoever measures.
 */
export type Batching =
  | { readonly kind: 'full' }
  | { readonly kind: 'epochs'; readonly size: number }
  | { readonly kind: 'replacement'; readonly size: number }
  | { readonly kind: 'online'; readonly size: number }
  | { readonly kind: 'first'; readonly size: number }

/** The batches of a run. Each is a function of seed and step alone, so that there is no state to be saved. */
export interface Batches {
  /** Whether every update sees the whole training split. */
  readonly areWhole: boolean
  /** Examples of the update that is made at this step. */
  sizeAt(step: number): number
  /** Those examples; null where they are the whole training split. */
  at(step: number): Split | null
}

export function openBatches(task: Task, batching: Batching, seed: number): Batches {
  if (batching.kind === 'full') return wholeBatches(task)
  const { kind, size } = batching
  if (kind === 'online') {
    const { draw } = task
    if (draw === undefined) throw new TypeError('Batching is online, and the task has no way to draw new examples')
    const at = (step: number) => draw(openStream(seed, `examples of step ${step}`), size)
    return { areWhole: false, sizeAt: () => size, at }
  }
  if (kind === 'replacement') {
    const at = (step: number) => rowsOf(task.train, drawnRows(sizeOf(task.train), size, seed, step))
    return { areWhole: false, sizeAt: () => size, at }
  }
  return kind === 'first' ? firstOnes(task, size) : epochs(task, size, seed)
}

function wholeBatches(task: Task): Batches {
  return { areWhole: true, sizeAt: () => sizeOf(task.train), at: () => null }
}

function firstOnes(task: Task, size: number): Batches {
  if (size >= sizeOf(task.train)) return wholeBatches(task)
  const rows = Int32Array.from({ length: size }, (_, row) => row)
  return { areWhole: false, sizeAt: () => size, at: () => rowsOf(task.train, rows) }
}

function drawnRows(count: number, size: number, seed: number, step: number): Int32Array {
  const stream = openStream(seed, `batch of step ${step}`)
  return Int32Array.from({ length: size }, () => stream.integer(count))
}

/** A batch that holds every example is the whole split: in its own order, sums come out the same to the bit. */
function epochs(task: Task, size: number, seed: number): Batches {
  const count = sizeOf(task.train)
  if (size >= count) return wholeBatches(task)
  const perEpoch = Math.ceil(count / size)
  const orderOf = rememberingLast((epoch) =>
    Int32Array.from(openStream(seed, `order of epoch ${epoch}`).shuffled(Array(count).keys())),
  )
  const rowsAt = (step: number) => {
    const place = (step % perEpoch) * size
    return orderOf(Math.floor(step / perEpoch)).subarray(place, place + size)
  }
  return {
    areWhole: false,
    sizeAt: (step) => Math.min(size, count - (step % perEpoch) * size),
    at: (step) => rowsOf(task.train, rowsAt(step)),
  }
}

/** The steps of an epoch ask for its order one after the other. */
function rememberingLast<T>(make: (key: number) => T): (key: number) => T {
  let last: { readonly key: number; readonly value: T } | null = null
  return (key) => {
    if (last?.key !== key) last = { key, value: make(key) }
    return last.value
  }
}
