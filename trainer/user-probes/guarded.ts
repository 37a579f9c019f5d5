import type { Probe } from '#probes/define.ts'
import type { Inputs } from '#probes/inputs.ts'
import type { Cost, Need } from '#src/vocabulary/index.ts'
import type { Tf } from '#trainer/tensors/index.ts'
import { measureWithin, thrownIn, TookTooLong, UserFileError } from '#trainer/user-files/index.ts'
import { partsOnOneLine } from './part-names.ts'
import { timedAlgebra, timedInputs } from './timed-calls.ts'
import { unwritten } from './unwritten.ts'

/** How long one evaluation of a user-defined probe may take, by what its card says it costs. The run waits for it. */
const LIMIT_MS: Readonly<Record<Cost, number>> = { free: 1_000, pass: 2_000, passes: 10_000 }

/** Where the code of a probe comes from, and what it may take. */
export interface Origin {
  /** As a person knows it. */
  readonly file: string
  /** As stacks name it. */
  readonly address: string
  /** Where the file says how the probe measures; null where nobody looked. */
  readonly measureLine: number | null
  readonly tf: Tf | null
  /** Of one evaluation; by the card's cost unless told otherwise, which a replay on a busy machine should be. */
  readonly limitMs?: number
}

/** What asks the backend looks at the time itself; only what does not is cut off, and a little later. */
const SPARE = 1.25

/**
 * The same probe, which can harm nothing: it is stopped at its limit, what it writes to its inputs is put back, and what
 * it throws names file and line. What it needs is there before its time begins, since that is the run's own work.
 */
export function guarded(probe: Probe, origin: Origin): Probe {
  const { id, needs, memory } = probe
  const limitMs = origin.limitMs ?? LIMIT_MS[probe.cost]

  function within<T>(inputs: Pick<Inputs, Need>, compute: (look: () => void) => T): T {
    const read = needs.map((need) => [need, inputs[need]] as const)
    const end = performance.now() + limitMs
    const look = () => {
      if (performance.now() > end) throw new TookTooLong(limitMs)
    }
    try {
      return unwritten(id, read, () => {
        const result = measureWithin(Math.ceil(limitMs * SPARE), () => compute(look), origin.tf)
        look()
        return result
      })
    } catch (error) {
      throw new UserFileError(origin.file, saidOf(error), { cause: error })
    }
  }

  function saidOf(error: unknown) {
    if (error instanceof TookTooLong)
      return { line: origin.measureLine, why: `Probe '${id}' took longer than ${limitMs} ms and was stopped` }
    const { line, why } = thrownIn(origin.address, origin.file, error)
    return { line: line ?? origin.measureLine, why }
  }

  const measure: Probe['measure'] = (inputs, tools) =>
    within(inputs, (look) => {
      const timed = { ...tools, linalg: timedAlgebra(tools.linalg, look) }
      return partsOnOneLine(probe, probe.measure(timedInputs(inputs, needs, look), timed)) as ReturnType<
        typeof probe.measure
      >
    })
  if (memory === undefined) return { ...probe, measure }
  const next: typeof memory.next = (before, inputs) =>
    within(inputs, (look) => memory.next(before, timedInputs(inputs, needs, look)))
  return { ...probe, measure, memory: { initial: memory.initial, next } }
}
