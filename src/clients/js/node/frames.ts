import { checksumOf, FRAME_HEAD, HEAD, heldIn, lastSeqOf, type Held } from '#trainer/link/anywhere.ts'

/** A frame of a journal: the numbers in it, the first and the one behind the last, and its bytes. */
export interface Place {
  readonly seq: number
  readonly next: number
  readonly at: number
  readonly length: number
}

/** Whole frames from the beginning, up to the first that is none. */
export function* framesIn(bytes: Uint8Array): Generator<Place & { readonly held: readonly Held[] }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let expected: number | null = null
  for (let at = HEAD.length; at + FRAME_HEAD <= bytes.length;) {
    const length = FRAME_HEAD + view.getUint32(at, true)
    const body = bytes.subarray(at + FRAME_HEAD, at + length)
    if (at + length > bytes.length || checksumOf(body) !== view.getUint32(at + 4, true)) return
    const held = heldIn(body)
    const [seq, next]: [number | undefined, number] = [held[0]?.seq, lastSeqOf(held.at(-1)!) + 1]
    if (seq === undefined || (expected !== null && seq !== expected)) return
    yield { seq, next, at, length, held }
    expected = next
    at += length
  }
}

export function startsWithHead(bytes: Uint8Array): boolean {
  return HEAD.every((byte, i) => bytes[i] === byte)
}
