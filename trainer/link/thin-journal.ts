import { closeSync, rmSync } from 'node:fs'
import { setImmediate as endOfTurn } from 'node:timers/promises'
import { runtimeError } from '#src/vocabulary/index.ts'
import { openFile, readAt, writeAll } from './disk.ts'
import { lastSeqOf, type Held } from './held.ts'
import { frameOf, HEAD, heldIn } from './frame.ts'
import { piecesOf } from './journal-format.ts'
import { canTell, LAST_WIDTH, NOTHING_THINNED, tallies, thinned, withWord, type Tally } from './thin.ts'

/** Where the frame of envelope `seq` begins. */
export interface Place {
  readonly seq: number
  readonly at: number
}

export interface Thinner {
  readonly file: number
  readonly size: number
  readonly places: readonly Place[]
  /** Copies bytes of the journal behind what was thinned; how many. */
  copy(of: number, from: number, to: number): Promise<number>
}

interface Order {
  /** The journal, and up to where it is taken. */
  readonly of: number
  readonly upTo: number
  /** What comes before this number has been delivered. */
  readonly seq: number
  readonly most: number
  /** Steps a bucket to begin with; at 1 everything stays. */
  readonly width: number
  readonly why: string
}

/** Frames are thinned so many bytes at a time, between which the training goes on: a few milliseconds of work. */
const WINDOW = 1 << 18

/** A thinner copy of a journal, in buckets as narrow as it takes to halve the room that it may have. */
export async function writeThinner(path: string, order: Order): Promise<Thinner> {
  const file = await openFile(path, 'w+', 0o600)
  try {
    for (let { width } = order; ; width *= 4) {
      const { size, places } = await copied(file, order, width)
      if (size > order.most / 2 && width < LAST_WIDTH) continue
      return { file, size, places, copy: (of, from, to) => copyBytes(of, from, to, file, size) }
    }
  } catch (error) {
    closeSync(file)
    rmSync(path, { force: true })
    throw error
  }
}

async function copied(file: number, order: Order, width: number): Promise<{ size: number; places: Place[] }> {
  const places: Place[] = []
  let size = HEAD.length
  await writeAll(file, HEAD, 0)
  const put = async (held: readonly Held[]) => {
    const first = held[0]
    if (first === undefined) return
    places.push({ seq: first.seq, at: size })
    const bytes = Buffer.concat(held.map(frameOf))
    await writeAll(file, bytes, size)
    size += bytes.length
  }
  // The last window that can tell what was done waits until it is known.
  let waiting: readonly Held[] = []
  let tally: Tally = NOTHING_THINNED
  for await (const window of windowsOf(order)) {
    const { held, tally: here } = thinned(window, width)
    tally = tallies(tally, here)
    if (canTell(held)) {
      await put(waiting)
      waiting = held
    } else waiting = [...waiting, ...held]
    await endOfTurn()
  }
  await put(withWord(waiting, tally, order.why))
  return { size, places }
}

async function* windowsOf({ of, upTo, seq }: Order): AsyncGenerator<Held[]> {
  let window: Held[] = []
  let size = 0
  for await (const { at, end, body } of piecesOf(of, 0, upTo)) {
    if (body === null) throw runtimeError(`The journal is damaged from byte ${at} to ${end}`)
    const held = heldIn(body).filter((one) => lastSeqOf(one) >= seq)
    window.push(...held)
    size += end - at
    if (size < WINDOW) continue
    yield window
    window = []
    size = 0
  }
  yield window
}

async function copyBytes(of: number, from: number, to: number, into: number, at: number): Promise<number> {
  for (let done = from; done < to;) {
    const bytes = Buffer.allocUnsafe(Math.min(WINDOW, to - done))
    const { bytesRead } = await readAt(of, bytes, 0, bytes.length, done)
    if (bytesRead === 0) throw runtimeError('The journal is shorter than what was written to it')
    await writeAll(into, bytes.subarray(0, bytesRead), at + done - from)
    done += bytesRead
  }
  return to - from
}
