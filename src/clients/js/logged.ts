import { newGatherer } from './gather.ts'
import { entriesRead, MOST_DEPTH, whyOf } from './harmless.ts'
import { seriesName } from './parameters.ts'
import type { TensorLike } from './phasescope.d.ts'
import type { Report } from '#src/vocabulary/index.ts'
import type { Teller } from './say.ts'
import { isNested, isTensor, seen, seenTensor, sizeOf, type Seen } from './values.ts'

/** Names that one value may have within. */
const MOST_WITHIN = 10_000
/** Tensors that are being read, and numbers in them: a loop that does nothing but log is faster than a device. */
const MOST_READ = 10_000
const MOST_NUMBERS_READ = 1 << 25

/** What a training has logged and nobody has taken. */
export interface Logged {
  /** Bytes that wait. */
  readonly bytes: number
  add(values: object, step: number): void
  /** Reports of all of it. */
  take(): Report[]
  /** When the tensors that were logged until now have been read. */
  read(): Promise<unknown>
}

export function newLogged({ sayOnce }: Teller): Logged {
  const gatherer = newGatherer()
  const pending = new Set<Promise<void>>()
  let numbersRead = 0
  let overrun: { of: number; from: number; to: number } | null = null

  function unread(key: string, error: unknown): void {
    sayOnce(`value:${key}`, `'${key.slice(0, 60)}' cannot be logged, and is left out: ${whyOf(error)}`)
  }

  function add(key: string, value: unknown, at: number, depth = 0, room = { left: MOST_WITHIN }): void {
    try {
      if (isNested(value)) within(key, value, at, depth, room)
      else if (isTensor(value)) read(key, value, at)
      else put(key, seen(value), at, typeof value)
    } catch (error) {
      unread(key, error)
    }
  }

  function within(key: string, value: object, at: number, depth: number, room: { left: number }): void {
    if (depth === MOST_DEPTH) throw new RangeError(`it is nested deeper than ${MOST_DEPTH}, or contains itself`)
    for (const [inner, one] of entriesRead(value, (name, error) => unread(`${key}/${name}`, error))) {
      room.left -= 1
      if (room.left === 0)
        sayOnce('within', `'${key.slice(0, 60)}' has more than ${MOST_WITHIN} names within; the others are left out`)
      if (room.left <= 0) return
      add(`${key}/${inner}`, one, at, depth + 1, room)
    }
  }

  function read(key: string, tensor: TensorLike, at: number): void {
    const { shape } = tensor
    const size = sizeOf(shape)
    if (size === null) return put(key, null, at, `a tensor of shape [${shape.join(', ').slice(0, 60)}]`)
    if (pending.size >= MOST_READ || numbersRead + size > MOST_NUMBERS_READ) return lose(at)
    numbersRead += size
    const reading = Promise.resolve(tensor.data())
      .then((numbers) => put(key, seenTensor(shape, numbers), at, `a tensor of rank ${shape.length}`))
      .catch((error: unknown) => unread(key, error))
      .finally(() => {
        pending.delete(reading)
        numbersRead -= size
      })
    pending.add(reading)
  }

  function lose(at: number): void {
    overrun = {
      of: (overrun?.of ?? 0) + 1,
      from: Math.min(overrun?.from ?? at, at),
      to: Math.max(overrun?.to ?? at, at),
    }
    sayOnce('overrun', 'The training logged faster than it can be taken: some of it is lost, and counted')
  }

  function put(key: string, value: Seen | null, at: number, what: string): void {
    if (value === null)
      return sayOnce(`value:${key}`, `'${key.slice(0, 60)}' was logged as ${what}, which is no series; it is left out`)
    const name = seriesName(key)
    if (name === null)
      return sayOnce(`key:${key}`, `'${key.slice(0, 60)}' is no name of a series; what is logged as it is left out`)
    if (name !== key) sayOnce(`key:${key}`, `'${name.slice(0, 60)}' was logged under a name with control characters, which are blanks in it`) // prettier-ignore
    const why = gatherer.add(name, at, value)
    if (why !== null) sayOnce(why.startsWith('more than') ? 'series' : `kind:${key}`, `'${name.slice(0, 60)}': ${why}; that is left out`) // prettier-ignore
  }

  return {
    get bytes() {
      return gatherer.bytes
    },
    add(values, step) {
      for (const [key, value] of entriesRead(values, unread)) add(key, value, step)
    },
    take() {
      const lost = overrun
      overrun = null
      if (lost === null) return gatherer.take()
      const why = 'the training logged faster than it can be taken'
      return [...gatherer.take(), { type: 'thinned', ...lost, kept: 0, why, columns: [] }]
    },
    read: () => Promise.all(pending),
  }
}
