import type { Envelope } from '#src/vocabulary/index.ts'
import {
  envelopesOf,
  FRAME_HEAD,
  frameOf,
  HEAD,
  heldIn,
  lastSeqOf,
  lastStepOf,
  type Held,
  type Journal,
} from '#trainer/link/anywhere.ts'
import { builtin, codeOf } from './builtin.ts'
import { assertNoLink } from './folder.ts'
import { framesIn, startsWithHead, type Place } from './frames.ts'

/** A journal as a training keeps it that may never come to wait: a write is done when it returns, and synced beside it. */
export interface OwnJournal extends Journal {
  /** Goes on behind what an earlier process of the run has left: its first number, or null where it left nothing. A frame that was cut off is written over. */
  takeUp(): { readonly first: number; readonly end: number; readonly step: number } | null
  /** It stays where it is. */
  close(): void
}

export function openOwnJournal(path: string): OwnJournal {
  const fs = builtin('node:fs')
  let file: number | null = null
  let size = 0
  let places: Place[] = []

  function begun(): number {
    const folder = builtin('node:path').dirname(path)
    assertNoLink(folder, path)
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    setAside(path)
    size = 0
    places = []
    return (file = fs.openSync(path, 'wx+', 0o600))
  }

  function appendNow(held: readonly Held[]): void {
    const opened = file ?? begun()
    const parts: Uint8Array[] = size === 0 ? [HEAD] : []
    let at = size === 0 ? HEAD.length : size
    const fresh = held.map((one): Place => {
      const frame = frameOf(one)
      const place = { seq: one.seq, next: lastSeqOf(one) + 1, at, length: frame.length }
      parts.push(frame)
      at += frame.length
      return place
    })
    const bytes = Buffer.concat(parts)
    try {
      for (let done = 0; done < bytes.length;)
        done += fs.writeSync(opened, bytes, done, bytes.length - done, size + done)
    } catch (error) {
      try {
        fs.ftruncateSync(opened, size) // what is half written is written again
      } catch {
        // Then it is cut off where it is read.
      }
      throw error
    }
    size = at
    places.push(...fresh)
  }

  function clearNow(): void {
    if (file === null) return
    fs.closeSync(file)
    file = null
    size = 0
    places = []
    fs.rmSync(path, { force: true })
  }

  function bodyOf({ at, length }: Place): Uint8Array {
    const body = new Uint8Array(length - FRAME_HEAD)
    fs.readSync(file!, body, 0, body.length, at + FRAME_HEAD)
    return body
  }

  return {
    path,
    get end() {
      return places.at(-1)?.next ?? null
    },
    get bytes() {
      return size
    },
    async append(held) {
      appendNow(held)
      const opened = file!
      await new Promise<void>((resolve, reject) => {
        // One that was cleared meanwhile has nothing to be synced.
        fs.fdatasync(opened, (error) => (error === null || codeOf(error) === 'EBADF' ? resolve() : reject(error)))
      })
    },
    appendNow,
    read(seq, most) {
      const found: Envelope[] = []
      let bytes = 0
      for (const place of places) {
        if (place.next <= seq) continue
        for (const held of heldIn(bodyOf(place))) found.push(...envelopesOf(held, seq))
        bytes += place.length
        if (bytes > most) break
      }
      return Promise.resolve(found)
    },
    /** A disk has more room than a training has words; where it has none, that is said. */
    shrink: () => Promise.resolve(),
    clear: async () => clearNow(),
    clearNow,
    takeUp() {
      try {
        assertNoLink(path)
        file = fs.openSync(path, 'r+')
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return null
        throw error
      }
      let step = -1
      const bytes = fs.readFileSync(file)
      if (bytes.length > 0 && !startsWithHead(bytes)) {
        fs.closeSync(file) // none of ours: it is set aside once there is something to write
        return (file = null)
      }
      for (const { held, ...place } of framesIn(bytes)) {
        places.push(place)
        size = place.at + place.length
        step = Math.max(
          step,
          ...held.flatMap((one) => [...envelopesOf(one, 0)]).map(({ report }) => lastStepOf(report)),
        )
      }
      fs.ftruncateSync(file, size)
      const first = places[0]
      return first === undefined ? null : { first: first.seq, end: places.at(-1)!.next, step }
    },
    close() {
      if (file !== null) fs.closeSync(file)
      file = null
    },
  }
}

/** What another process left there is not ours to remove. */
function setAside(path: string): void {
  const { existsSync, renameSync } = builtin('node:fs')
  if (!existsSync(path)) return
  let number = 1
  while (existsSync(path.replace(/\.journal$/, `.${number}.journal`))) number += 1
  renameSync(path, path.replace(/\.journal$/, `.${number}.journal`))
}
