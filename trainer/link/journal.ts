import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { runtimeError, type Envelope } from '#src/vocabulary/index.ts'
import { openFile, syncFile, truncateFile, writeAll } from './disk.ts'
import { envelopesOf, lastSeqOf, type Held } from './held.ts'
import { frameOf, HEAD, heldIn } from './frame.ts'
import { piecesOf } from './journal-format.ts'
import { FIRST_WIDTH } from './thin.ts'
import { type Place, writeThinner } from './thin-journal.ts'

/**
 * What the hub has not acknowledged, in a file, in order and without a gap: whoever reads it after this process was
 * killed can deliver it. Nothing is on disk until something is appended. Writes and reads happen beside the caller, in
 * Node's threads, and one after another; only what is done when the process ends waits for the disk.
 */
export interface Journal {
  /** Why it takes nothing and never will, where that is so: who has no disk. */
  readonly never?: string
  readonly path: string
  /** The number behind the last that is safely on disk; null where nothing is. */
  readonly end: number | null
  readonly bytes: number
  /** Resolves when it is on disk, all of it. When it rejects, nothing has been appended. */
  append(held: readonly Held[]): Promise<void>
  /** The same at once, for a process that ends: what an append in flight was about to write is to be among it. */
  appendNow(held: readonly Held[]): void
  /** Envelopes from `seq` on, about so many bytes of them. */
  read(seq: number, bytes: number): Promise<Envelope[]>
  /** Makes it smaller than `bytes`: first by what comes before `seq`, then by thinning, as far as that goes. */
  shrink(seq: number, bytes: number, why: string): Promise<void>
  /** Everything in it has been delivered. */
  clear(): Promise<void>
  clearNow(): void
}

/** A journal remembers the place of one frame in so many bytes. */
const PLACES_EVERY = 1 << 16

/** The path is asked for when the file is made. */
export function openJournal(pathOf: () => string): Journal {
  let file: number | null = null
  let path = ''
  let size = 0
  let end: number | null = null
  let places: Place[] = []
  let turn: Promise<unknown> = Promise.resolve()

  /** One thing after another, whatever became of the one before. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work, work)
    turn = done.catch(() => {})
    return done
  }

  /** The place for a new file. What another process left there is not ours to remove. */
  function freshPath(): string {
    const fresh = pathOf()
    mkdirSync(dirname(fresh), { recursive: true, mode: 0o700 })
    if (existsSync(fresh)) setAside(fresh)
    return (path = fresh)
  }

  function begun(opened: number): number {
    file = opened
    size = 0
    places = []
    return opened
  }

  function added(frames: readonly Frame[], bytes: number): void {
    for (const { seq, at } of frames)
      if (at - (places.at(-1)?.at ?? -Infinity) >= PLACES_EVERY) places.push({ seq, at })
    size += bytes
    end = frames.at(-1)?.next ?? end
  }

  function clearNow(): void {
    if (file === null) return
    closeSync(file)
    file = null
    end = null
    size = 0
    rmSync(path, { force: true })
  }

  return {
    get path() {
      return path
    },
    get end() {
      return end
    },
    get bytes() {
      return size
    },
    append: (held) =>
      inTurn(async () => {
        const opened = file ?? begun(await openFile(freshPath(), 'wx+', 0o600))
        const { frames, bytes } = framed(held, size)
        try {
          await writeAll(opened, bytes, size)
          await syncFile(opened)
        } catch (error) {
          await truncateFile(opened, size).catch(() => {}) // what is half written is written again, if it is left
          throw error
        }
        added(frames, bytes.length)
      }),
    appendNow(held) {
      const opened = file ?? begun(openSync(freshPath(), 'wx+', 0o600))
      const { frames, bytes } = framed(held, size)
      for (let at = 0; at < bytes.length;) at += writeSync(opened, bytes, at, bytes.length - at, size + at)
      fsyncSync(opened)
      added(frames, bytes.length)
    },
    read: (seq, most) =>
      inTurn(async () => {
        const from = places.findLast((place) => place.seq <= seq)
        if (file === null || from === undefined) throw runtimeError(`Report ${seq} is not in ${path}`)
        const found: Envelope[] = []
        for await (const { at, end: next, body } of piecesOf(file, from.at, size)) {
          if (body === null) throw runtimeError(`${path} is damaged from byte ${at} to ${next}`)
          for (const held of heldIn(body)) if (lastSeqOf(held) >= seq) found.push(...envelopesOf(held, seq))
          if (next - from.at > most + PLACES_EVERY && found.length > 0) break
        }
        return found
      }),
    async shrink(seq, most, why) {
      const [of, upTo] = [file, size]
      if (of === null) return
      const waiting = upTo - (places.findLast((place) => place.seq <= seq)?.at ?? 0)
      const width = waiting > most / 2 ? FIRST_WIDTH : 1
      const thinner = await writeThinner(`${path}.thinner`, { of, upTo, seq, most, width, why })
      await inTurn(async () => {
        if (file !== of) return closeSync(thinner.file) // delivered meanwhile
        const tail = await thinner.copy(of, upTo, size)
        await syncFile(thinner.file)
        renameSync(`${path}.thinner`, path) // at once: what is written from here on goes to the new file
        closeSync(of)
        file = thinner.file
        const moved = thinner.size - upTo
        places = [
          ...thinner.places,
          ...places.filter(({ at }) => at >= upTo).map((place) => ({ ...place, at: place.at + moved })),
        ]
        size = thinner.size + tail
      })
    },
    clear: () => inTurn(async () => clearNow()),
    clearNow,
  }
}

/** A frame, its first envelope, its place, and the number that comes behind it. */
interface Frame extends Place {
  readonly next: number
}

/** Frames as they follow on byte `start`, the first of a file behind its head. */
function framed(held: readonly Held[], start: number): { frames: Frame[]; bytes: Uint8Array } {
  const parts: Uint8Array[] = start === 0 ? [HEAD] : []
  let at = start === 0 ? HEAD.length : start
  const frames = held.map((one): Frame => {
    const bytes = frameOf(one)
    const frame = { seq: one.seq, at, next: lastSeqOf(one) + 1 }
    parts.push(bytes)
    at += bytes.length
    return frame
  })
  return { frames, bytes: Buffer.concat(parts) }
}

function setAside(path: string): void {
  let number = 1
  while (existsSync(path.replace(/\.journal$/, `.${number}.journal`))) number += 1
  renameSync(path, path.replace(/\.journal$/, `.${number}.journal`))
}
