import { crc32 } from 'node:zlib'
import { usageError, type LoggedCommand, type RunId } from '#src/vocabulary/index.ts'
import type { SystemState } from '#trainer/systems/index.ts'
import type { CheckpointKind } from './files.ts'

/** What a checkpoint says of itself besides its tensors. */
export interface Facts {
  readonly run: RunId
  readonly step: number
  readonly kind: CheckpointKind
  /** Of the weights, as in the run's last word. */
  readonly fingerprint: string
  /** Made by hand or at a fork: no budget takes it. */
  readonly isPinned: boolean
  /** What all checkpoints of its run might take when it was written. */
  readonly budgetBytes: number
  /** Of the system's state, by name; none where only weights are kept. */
  readonly numbers: SystemState['numbers']
  readonly log: readonly LoggedCommand[]
}

type Metadata = Readonly<Record<string, string>>

/** A tensor as the checksum sees it. */
interface Sealed {
  readonly shape: readonly number[]
  readonly bytes: Uint8Array
}
type SealedTensors = Readonly<Record<string, Sealed>>

/** A file of another format is refused by name: guessing would train on as something else. */
const FORMAT = 'phasescope-checkpoint/1'

/** As words by words, which is all that safetensors has room for, sealed with a checksum over them and the tensors. */
export function metadataFrom(facts: Facts, tensors: SealedTensors): Metadata {
  const { run, step, kind, fingerprint, isPinned, budgetBytes, numbers, log } = facts
  const words = {
    format: FORMAT,
    run,
    step: String(step),
    kind,
    fingerprint,
    isPinned: String(isPinned),
    budgetBytes: String(budgetBytes),
    ...wordsOfNumbers(numbers),
    log: JSON.stringify(log),
  }
  return { ...words, checksum: checksumOf(words, tensors) }
}

/** Refuses what no version of ours wrote, and what another one did. */
export function factsFrom(metadata: Metadata): Facts {
  const { format, run, step, kind, fingerprint, isPinned, budgetBytes, log } = metadata
  if (format !== FORMAT) {
    throw usageError(
      format === undefined
        ? 'not a checkpoint: its header names no format'
        : `a checkpoint of format '${format}', while this version reads '${FORMAT}'; use the version of Phasescope that made it`,
    )
  }
  const steps = Number(step)
  if (run === undefined || fingerprint === undefined || log === undefined || !isCount(steps) || !isKind(kind)) {
    throw usageError('a damaged checkpoint: its header lacks the run, the step, the kind, the fingerprint or the log')
  }
  return {
    run,
    step: steps,
    kind,
    fingerprint,
    isPinned: isPinned === 'true',
    budgetBytes: Number(budgetBytes),
    numbers: numbersFrom(metadata),
    log: logFrom(log),
  }
}

/** The updates of an optimizer have a word of their own, as in the files of before; other numbers have a folder. */
const UPDATES = 'updates'
const NUMBERS = 'number/'

function wordsOfNumbers({ [UPDATES]: updates, ...others }: SystemState['numbers']): Metadata {
  const words = Object.entries(others).map(([name, value]) => [`${NUMBERS}${name}`, numberText(value)])
  return { [UPDATES]: updates === undefined ? 'null' : numberText(updates), ...Object.fromEntries(words) }
}

function numbersFrom(metadata: Metadata): SystemState['numbers'] {
  const { [UPDATES]: updates } = metadata
  const others = Object.entries(metadata).filter(([word]) => word.startsWith(NUMBERS))
  return {
    ...(updates !== undefined && updates !== 'null' && { [UPDATES]: Number(updates) }),
    ...Object.fromEntries(others.map(([word, text]) => [word.slice(NUMBERS.length), Number(text)])),
  }
}

/** Every number comes back from its text as it was, −0 too. */
function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/** A bit that changed on the disk must not train on. Reading takes a millisecond longer for it. */
export function assertSound({ checksum, ...words }: Metadata, tensors: SealedTensors): void {
  const found = checksumOf(words, tensors)
  if (checksum !== found) {
    throw usageError(`a damaged checkpoint: its bytes have the checksum ${found}, and it was written with ${checksum}`)
  }
}

/** Over the words, then over name, shape and bytes of each tensor. */
function checksumOf(words: Metadata, tensors: SealedTensors): string {
  let sum = crc32(JSON.stringify(words))
  for (const [name, { shape, bytes }] of Object.entries(tensors)) {
    sum = crc32(bytes, crc32(JSON.stringify([name, shape]), sum))
  }
  return sum.toString(16)
}

function logFrom(text: string): readonly LoggedCommand[] {
  try {
    return JSON.parse(text) as readonly LoggedCommand[]
  } catch {
    throw usageError('a damaged checkpoint: its log is not JSON')
  }
}

const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0
const isKind = (kind: unknown): kind is CheckpointKind => kind === 'whole' || kind === 'weights'
