import { setFlagsFromString } from 'node:v8'
import { messageOf, usageError } from '#src/vocabulary/index.ts'

let isAllowed = false

/**
 * A regular expression from elsewhere, matched in time proportional to the text: one that tries all ways, such as
 * `(a+)+b`, would keep everybody from the store. V8 has a second engine for this; what needs more than an automaton (looking
 * ahead or behind, back references, very many repetitions) it refuses.
 */
export function linearPattern(pattern: string): RegExp {
  if (!isAllowed) setFlagsFromString('--enable-experimental-regexp-engine')
  isAllowed = true
  assertPattern(pattern)
  try {
    return new RegExp(pattern, 'l')
  } catch {
    throw usageError(
      `Regular expression '${pattern}' may take time beyond proportion; leave out what looks ahead or behind, back references and large repeat counts`,
    )
  }
}

function assertPattern(pattern: string): void {
  try {
    new RegExp(pattern)
  } catch (error) {
    throw usageError(messageOf(error))
  }
}
