import { isRecord, malformed, type RunId, type QueryResult, type StepRange } from '#src/vocabulary/index.ts'
import { pack, type NumberArray } from './pack.ts'
import { unpack } from './unpack.ts'

/** What a viewer has not seen yet of one run: appended to what it holds. */
export interface ViewerFrame {
  readonly run: RunId
  /** When the newest number in it left the trainer, on the hub's clock. */
  readonly at: number
  /** Batches that were folded into this one because the viewer was busy. */
  readonly conflated: number
  readonly slices: readonly QueryResult[]
}

export function bytesFromFrame(frame: ViewerFrame): Uint8Array {
  const arrays: NumberArray[] = []
  const slices = frame.slices.map((slice) => headOf(slice, arrays))
  return pack({ ...frame, slices }, arrays)
}

export function frameFromBytes(bytes: Uint8Array): ViewerFrame {
  const { body, arrays } = unpack(bytes)
  const frame = record(body, 'frame')
  return { ...(frame as unknown as ViewerFrame), slices: slicesFrom(frame.slices, arrays) }
}

export function bytesFromResults(slices: readonly QueryResult[]): Uint8Array {
  const arrays: NumberArray[] = []
  return pack(
    slices.map((slice) => headOf(slice, arrays)),
    arrays,
  )
}

export function resultsFromBytes(bytes: Uint8Array): QueryResult[] {
  const { body, arrays } = unpack(bytes)
  return slicesFrom(body, arrays)
}

/** An exact slice sends its values once: its envelope is the values. */
function headOf(slice: QueryResult, arrays: NumberArray[]) {
  const { steps, last, min, max, nans, lengths, infinite, ...head } = slice
  arrays.push(steps, last)
  if (!slice.exact && lengths === null) arrays.push(min, max, nans)
  if (lengths !== null) arrays.push(lengths)
  if (infinite !== undefined) arrays.push(infinite.min, infinite.max, infinite.plus, infinite.minus)
  return { ...head, frames: lengths !== null, ...(infinite === undefined ? {} : { infinite: true }) }
}

function slicesFrom(value: unknown, arrays: readonly NumberArray[]): QueryResult[] {
  if (!Array.isArray(value)) throw malformed('slices', 'a list', value)
  let next = 0
  const floats = (path: string) => {
    const array = arrays[next++]
    if (!(array instanceof Float64Array)) throw malformed(path, 'a column of f64', typeof array)
    return array
  }
  const counts = (path: string) => {
    const array = arrays[next++]
    if (!(array instanceof Uint32Array)) throw malformed(path, 'a column of u32', typeof array)
    return array
  }
  const infiniteFrom = (path: string) => ({
    min: floats(`${path}.infinite.min`),
    max: floats(`${path}.infinite.max`),
    plus: counts(`${path}.infinite.plus`),
    minus: counts(`${path}.infinite.minus`),
  })
  return value.map((item: unknown, i) => {
    const path = `slices[${i}]`
    const { frames, infinite: holds, ...head } = record(item, path)
    const steps = floats(`${path}.steps`)
    const last = floats(`${path}.last`)
    const bucketed = head.exact !== true && frames !== true
    const min = bucketed ? floats(`${path}.min`) : last
    const max = bucketed ? floats(`${path}.max`) : last
    const nans = bucketed ? counts(`${path}.nans`) : countedNans(frames === true ? [] : last, steps.length)
    const lengths = frames === true ? counts(`${path}.lengths`) : null
    const infinite = holds === true ? { infinite: infiniteFrom(path) } : {}
    const damaged = head.damaged === undefined ? {} : { damaged: rangesFrom(head.damaged, `${path}.damaged`) }
    return { ...(head as unknown as QueryResult), steps, last, min, max, nans, lengths, ...infinite, ...damaged }
  })
}

function rangesFrom(value: unknown, path: string): StepRange[] {
  if (!Array.isArray(value)) throw malformed(path, 'a list', value)
  return value.map((item: unknown, i) => {
    const { from, to } = record(item, `${path}[${i}]`)
    if (typeof from !== 'number' || typeof to !== 'number') throw malformed(`${path}[${i}]`, 'from and to', item)
    return { from, to }
  })
}

function countedNans(values: ArrayLike<number>, length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, i) => (Number.isNaN(values[i] ?? 0) ? 1 : 0))
}

function record(value: unknown, path: string): Record<string, unknown> {
  if (!isRecord(value)) throw malformed(path, 'a record', value)
  return value
}
