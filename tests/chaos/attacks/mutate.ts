import type { Frame } from './raw-socket.ts'

/** Draws whole numbers below `below`: the same ones for the same seed (mulberry32). */
export type Draw = (below: number) => number

export function drawing(seed: number): Draw {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** What one value of JSON is replaced by: other kinds, other sizes, words that objects have by themselves. */
const STRANGE = [
  ...['null', 'true', '0', '-1', '1.5', '1e308', '9007199254740993', '""', '[]', '{}', '"__proto__"', '"constructor"'],
  ...[
    '{"toString":1,"valueOf":1}',
    '{"__proto__":{"ok":true}}',
    '"../../evil"',
    '"\\u0000"',
    '"\\ud800"',
    '[[[[[[[[]]]]]]]]',
  ],
  ...[`"${'x'.repeat(300)}"`, '{"type":"toString"}', '{"length":4294967295}'],
]
const LETTERS = '0123456789[]{}",:-/\\ abz\u0000é'

/** The same event, with one to three things about what it says changed: it is still an event, or bytes of one. */
export function mutatedEvent(frames: readonly Frame[], draw: Draw): Frame[] {
  const said = frames.length - 1
  return frames.map((frame, i) => {
    if (i !== said) return frame
    let changed = frame
    for (let left = 1 + draw(3); left > 0; left--) {
      changed = typeof changed === 'string' ? withStrangeValue(changed, draw) : mutatedBytes(changed, draw)
    }
    return changed
  })
}

/** The same event, changed anywhere: perhaps no frame of socket.io any more. */
export function mutatedAnywhere(frames: readonly Frame[], draw: Draw): Frame[] {
  const chosen = draw(frames.length)
  return frames.map((frame, i) => {
    if (i !== chosen) return frame
    return typeof frame === 'string' ? mutatedText(frame, draw) : mutatedBytes(frame, draw)
  })
}

function mutatedText(text: string, draw: Draw): string {
  const at = draw(text.length + 1)
  const end = at + draw(8)
  switch (draw(7)) {
    case 0:
      return text.slice(0, at) + LETTERS[draw(LETTERS.length)]! + text.slice(at + 1)
    case 1:
      return text.slice(0, at) + text.slice(end)
    case 2:
      return text.slice(0, end) + text.slice(at)
    case 3:
      return text.slice(0, at)
    default:
      return withStrangeValue(text, draw)
  }
}

/** One value of the JSON in a text, whichever, replaced by a strange one; what the event is called stays. */
function withStrangeValue(text: string, draw: Draw): string {
  const start = text.startsWith('4') ? text.indexOf(',', text.indexOf('[')) : 0
  if (start < 0) return text
  const values = [...text.slice(start).matchAll(VALUE)].filter(([, value]) => value !== undefined)
  const chosen = values[draw(values.length || 1)]
  if (chosen === undefined) return text
  const at = start + chosen.index
  return text.slice(0, at) + STRANGE[draw(STRANGE.length)]! + text.slice(at + chosen[0].length)
}

/** A key of a record, or a value. */
const VALUE =
  /"(?:[^"\\]|\\.)*":|("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|true|false|null|\{[^{}]*\}|\[[^[\]]*\])/g

function mutatedBytes(bytes: Uint8Array, draw: Draw): Uint8Array {
  const copy = bytes.slice()
  const at = draw(copy.length || 1)
  switch (draw(5)) {
    case 0:
      if (copy.length > 0) copy[at]! ^= 1 << draw(8)
      return copy
    case 1:
      if (copy.length > 0) copy[at] = draw(256)
      return copy
    case 2:
      return copy.slice(0, at)
    case 3:
      return Uint8Array.of(...copy.subarray(0, at), ...copy)
    default:
      return withStrangeHeader(copy, draw)
  }
}

/** A packed message whose header says something else, and whose length of the header is right. */
function withStrangeHeader(bytes: Uint8Array, draw: Draw): Uint8Array {
  if (bytes.length < 8) return bytes
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true)
  if (8 + length > bytes.length) return bytes
  const text = withStrangeValue(new TextDecoder().decode(bytes.subarray(8, 8 + length)).trimEnd(), draw)
  const plain = new TextEncoder().encode(text)
  const header = new Uint8Array(Math.ceil(plain.length / 8) * 8).fill(0x20)
  header.set(plain)
  const changed = new Uint8Array(8 + header.length + bytes.length - 8 - length)
  changed.set(bytes.subarray(0, 4))
  new DataView(changed.buffer).setUint32(4, header.length, true)
  changed.set(header, 8)
  changed.set(bytes.subarray(8 + length), 8 + header.length)
  return changed
}
