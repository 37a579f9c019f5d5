import { createHash } from 'node:crypto'
import { COMMAND_TYPES, TRAINER, type RunId, type WriterId } from '#src/vocabulary/index.ts'
import type { TrainerGreeting } from '#src/schema/events.ts'
import { PROTOCOL_VERSION } from '#src/wire/protocol.ts'

/** What a writer of the tests is known by. */
export function secretOf(run: RunId, writer: WriterId = TRAINER): string {
  return createHash('sha256').update(`${run}/${writer}`).digest('base64url')
}

/** What the trainer of a run says first: with the same secret each time, so that whoever asks for it again is the same. */
export function greetingOf(run: RunId, changed: Partial<TrainerGreeting> = {}): TrainerGreeting {
  const writer = changed.writer ?? TRAINER
  return {
    protocol: PROTOCOL_VERSION,
    run,
    writer,
    secret: secretOf(run, writer),
    accepts: [...COMMAND_TYPES],
    ...changed,
  }
}
