import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from '#src/store/index.ts'
import { messageOf, pathIn, runtimeError, type Column, type OutputKind, type RunId } from '#src/vocabulary/index.ts'
import { chosenOf } from './exported.ts'
import { frameEvent, scalarEvent, settingsEvents, versionEvent } from './tensorboard/events.ts'

/** Bytes that are written at once. */
const WRITTEN_AT_ONCE = 1 << 20

/**
 * Every stored value of some runs as event files of TensorBoard, a folder a run: scalars, which TensorBoard keeps as float32, histograms, other frames as tensors,
 * and the settings. A store keeps no time with each point: an event has the time of its step by the mean speed of the run, or that of the start.
 */
export async function writeTensorboard(
  folder: string,
  store: Store,
  runs: readonly RunId[],
  glob: string,
): Promise<void> {
  const chosen = await chosenOf(store, runs, glob)
  try {
    for (const run of runs) {
      const names = new Set(chosen.filter((one) => one.run === run).map(({ name }) => name))
      await writeRun(pathIn(folder, run), store, run, names)
    }
  } catch (error) {
    const isOfFile = error instanceof Error && 'syscall' in error
    throw isOfFile ? runtimeError(`Cannot write into ${folder}: ${messageOf(error)}`, error) : error
  }
}

/** The file of one run, beside its place first, under a name that TensorBoard passes over. */
async function writeRun(folder: string, store: Store, run: RunId, names: ReadonlySet<string>): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const partial = join(folder, '.partial')
  const { run: about, ...stands } = await store.summary(run)
  const begun = about.startedAt / 1000
  const timeAt = (step: number) => begun + (step * (stands.msPerStep ?? 0)) / 1000
  try {
    await using file = await open(partial, 'w')
    const buffered = bufferedTo(file)
    await buffered.add(versionEvent(begun))
    for (const event of settingsEvents({ ...about, endedAt: stands.endedAt, hasFailed: stands.status === 'failed' }))
      await buffered.add(event)
    for (const { name, kind } of await store.series(run)) {
      if (!names.has(name)) continue
      let isFirst = true
      for await (const column of store.columns(run, name))
        for (const [step, frame] of measurements(column)) {
          await buffered.add(eventOf({ tag: name, kind, isFirst }, timeAt(step), step, frame))
          isFirst = false
        }
    }
    await buffered.flush()
    await file.sync()
  } catch (error) {
    rmSync(partial, { force: true })
    throw error
  }
  renameSync(partial, join(folder, `events.out.tfevents.${Math.floor(begun)}.${run}`))
}

function eventOf(
  series: { readonly tag: string; readonly kind: OutputKind; readonly isFirst: boolean },
  seconds: number,
  step: number,
  value: number | Float64Array,
): Uint8Array {
  if (typeof value === 'number') return scalarEvent(series.tag, seconds, step, value)
  return frameEvent(series, seconds, step, value)
}

function* measurements({ steps, values, lengths }: Column): Generator<readonly [number, number | Float64Array]> {
  let at = 0
  for (const [i, step] of steps.entries()) {
    const length = lengths?.[i]
    yield [step, length === undefined ? values[i]! : values.subarray(at, (at += length))]
  }
}

function bufferedTo(file: FileHandle) {
  let waiting: Uint8Array[] = []
  let size = 0
  const flush = async () => {
    await file.writeFile(Buffer.concat(waiting))
    waiting = []
    size = 0
  }
  return {
    async add(bytes: Uint8Array) {
      waiting.push(bytes)
      size += bytes.length
      if (size >= WRITTEN_AT_ONCE) await flush()
    },
    async flush() {
      if (waiting.length > 0) await flush()
    },
  }
}
