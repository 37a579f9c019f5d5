import { existsSync, lstatSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, PhasescopeError, usageError, visible } from '#src/vocabulary/index.ts'
import {
  readSafetensors,
  readSafetensorsHeader,
  writeSafetensors,
  type WritableTensor,
} from '#trainer/formats/index.ts'
import type { ByParameter, Products } from '#trainer/snapshots/index.ts'
import { ownFolder } from './own-folder.ts'

/** How long a training that is there may take for one answer: a step of a large network, and the product itself. */
const PATIENCE_MS = 60_000
/** A training that is there says so every second. */
const ALIVE_MS = 15_000
const LOOK_MS = 2
/** One that ended in the middle of a question is not waited for. */
const LOOK_AGAIN_MS = 500
/** So long all answers about one step may take: whoever measures waits for each, and the other snapshots for all. */
const MOST_A_STEP = 10
/** An answer has as many numbers as the question, or one; more are not read. */
const MOST_ANSWER = 4
const SMALL_BYTES = 2 ** 20
const GONE = 'The curvature of this network is computed by its training, which does not run (any more)'

/**
 * Asks the training that writes a folder for Hessian products, gradients and losses: a file in `hvp` is the question, another the
 * answer, which comes between two of its steps. Waits for it, as whoever measures does. One that is not there is not asked.
 */
export function askedProducts(folder: string, patienceMs = PATIENCE_MS): Products {
  const place = join(folder, 'hvp')
  const id = `${process.pid}${Date.now() % 1_000_000}`
  let count = 0
  /** The last step at which an answer did not come: its other questions are not waited for. */
  let silentAt: number | null = null
  let waitedAt = { step: -1, ms: 0 }

  function asked(what: 'product' | 'gradient' | 'loss', step: number, numbers: ByParameter, examples?: Int32Array) {
    if (!isThere(place)) throw usageError(GONE)
    if (waitedAt.step !== step) waitedAt = { step, ms: 0 }
    if (waitedAt.ms > MOST_A_STEP * patienceMs)
      throw usageError(
        `The training answered about step ${step} for longer than ${(MOST_A_STEP * patienceMs) / 1000} s`,
      )
    if (silentAt === step) throw usageError(`The training did not answer within ${patienceMs / 1000} s at step ${step}`)
    ownFolder(folder, 'hvp')
    const name = `${id}${String((count += 1)).padStart(6, '0')}`
    const [ask, answer] = [join(place, `ask-${name}.safetensors`), join(place, `answer-${name}.safetensors`)]
    const space = what === 'product' ? 'v' : 'at'
    const tensors: Record<string, WritableTensor> = Object.fromEntries(
      Object.entries(numbers).map(([key, one]) => [`${space}.${key}`, one]),
    )
    if (examples !== undefined) tensors.examples = { shape: [examples.length], values: Float64Array.from(examples) }
    writeSafetensors(ask, tensors, { what, step: String(step) })
    for (let waited = 0; !existsSync(answer); waited += LOOK_MS) {
      if (waited % LOOK_AGAIN_MS === 0 && !isThere(place)) {
        rmSync(ask, { force: true })
        throw usageError(GONE)
      }
      if (waited > patienceMs) {
        silentAt = step
        rmSync(ask, { force: true })
        throw usageError(`The training did not answer within ${patienceMs / 1000} s at step ${step}`)
      }
      Atomics.wait(SLEEP, 0, 0, LOOK_MS)
      waitedAt.ms += LOOK_MS
    }
    try {
      const { size } = lstatSync(answer)
      const questionBytes = Object.values(numbers).reduce((sum, { values }) => sum + values.byteLength, 0)
      const most = MOST_ANSWER * questionBytes + SMALL_BYTES
      if (size > most) throw usageError(`The training answered ${size} bytes, and at most ${most} are read`)
      const { metadata } = readSafetensorsHeader(answer)
      if (metadata.error !== undefined) throw usageError(`The training cannot compute this: ${metadata.error}`)
      // A file that goes away is read now: the numbers of a tensor are read when they are wanted.
      const found = Object.entries(readSafetensors(answer)).map(([key, { shape, values }]) => [key, { shape, values: Float64Array.from(values) }] as const) // prettier-ignore
      return { words: metadata, found }
    } catch (error) {
      throw error instanceof PhasescopeError
        ? error
        : usageError(`The training's answer cannot be read: ${messageOf(error)}`)
    } finally {
      rmSync(answer, { force: true, recursive: true })
    }
  }

  function numbersOf(what: 'product' | 'gradient', step: number, numbers: ByParameter, examples?: Int32Array) {
    const { found } = asked(what, step, numbers, examples)
    return Object.fromEntries(found.map(([name, one]) => [name.slice(what.length + 1), one]))
  }

  return {
    product: (step, direction, examples) => numbersOf('product', step, direction, examples),
    gradient: (step, at, examples) => numbersOf('gradient', step, at, examples),
    loss(step, at, examples) {
      const { loss = '' } = asked('loss', step, at, examples).words
      const value = PYTHON_NUMBERS[loss] ?? Number(loss)
      if (loss.trim() === '' || (Number.isNaN(value) && loss !== 'nan'))
        throw usageError(`The training answered '${visible(loss.slice(0, 40))}' for its loss, and no number`)
      return value
    },
  }
}

/** As Python writes what is no finite number. */
const PYTHON_NUMBERS: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, '-inf': -Infinity }

const SLEEP = new Int32Array(new SharedArrayBuffer(4))

function isThere(place: string): boolean {
  const alive = statSync(join(place, 'alive'), { throwIfNoEntry: false })
  return alive !== undefined && Date.now() - alive.mtimeMs < ALIVE_MS
}
