import { describe, expect, it } from 'vitest'
import type { Probe } from '#probes/define.ts'
import { probes } from '#probes/index.ts'
import type { Inputs } from '#probes/inputs.ts'
import { isAbsent, isEstimate } from '#src/vocabulary/index.ts'
import { lazily } from '#trainer/tensors/lazy.ts'
import { everything, seriesFor } from './everything.ts'
import { openLab } from './lab.ts'

/** What the trainer relies on of every probe, on a small network that has something for every need. */
const lab = await openLab()
const all = Object.entries(everything(lab.linalg))
/** The others add an optimizer and a closed form, for the probes that are of these. */
const trainings = all.slice(0, 2).map(([, steps]) => steps)

describe.each(probes.map((probe) => [probe.id, probe] as const))('%s', (_id, probe) => {
  const said = lazily(() => all.map(([, steps]) => watched(probe, steps)))

  it('gives what its card says, and a value on one of the trainings', () => {
    const present = said().flatMap(({ result }) => valuesOf(probe, result))
    expect(present.length).toBeGreaterThan(0)
  })

  it('gives what its card says under every choice', () => {
    for (const option of probe.options) {
      const others = option.type === 'choice' ? option.choices.filter((choice) => choice !== option.default) : []
      for (const choice of others) {
        for (const steps of trainings) valuesOf(probe, ask(probe, steps, { [option.key]: choice }))
      }
    }
  })

  it('says the same to the bit when asked again, and leaves no trace', () => {
    trainings.forEach((steps, i) => {
      const before = structuredClone(arraysOf(steps))
      expect(ask(probe, steps)).toEqual(said()[i]?.result)
      expect(arraysOf(steps)).toEqual(before)
    })
  })

  it('reads what it needs, and no more', () => {
    const read = trainings.flatMap((_, i) => said()[i]?.read ?? [])
    expect([...new Set(read)].sort()).toEqual([...probe.needs].sort())
  })
})

/** What the probe says by default, and what it reads for it. */
function watched(probe: Probe, steps: readonly Partial<Inputs>[]): { result: unknown; read: readonly string[] } {
  const read: string[] = []
  const result = ask(probe, steps, {}, (inputs) => {
    const get = (_: unknown, need: string) => {
      read.push(need)
      return inputs[need as keyof Inputs]
    }
    return new Proxy(inputs, { get })
  })
  return { result, read }
}

/** What the probe says at the last step, having seen those before it. */
function ask(
  probe: Probe,
  steps: readonly Partial<Inputs>[],
  options = {},
  seenThrough: (inputs: Partial<Inputs>) => Partial<Inputs> = (inputs) => inputs,
): unknown {
  const seen = steps.map((step) => seenThrough({ ...step, series: seriesFor(probe) }))
  const memory = probe.memory
  const kept = memory && seen.reduce((held, inputs) => memory.next(held, inputs as Inputs), memory.initial)
  return lab.measure(probe, seen.at(-1) as Partial<Inputs>, options, kept)
}

/** The numbers in a result, each held to the card: kind, range, and finite, for these inputs are. */
function valuesOf({ output }: Probe, result: unknown): number[] {
  if (isAbsent(result)) return []
  const parts = output.parts === 'one' ? [result] : Object.values(result as object)
  expect(parts.length).toBeGreaterThan(0)
  const [low, high] = output.range ?? [-Infinity, Infinity]
  return parts.flatMap((part: unknown) => {
    if (isAbsent(part)) {
      expect(part.absent).toMatch(/^[A-Z].{8,}[^.]$/)
      return []
    }
    const values = numbersIn(output.kind, part)
    for (const value of values) expect(Number.isFinite(value), String(value)).toBe(true)
    // The range is that of what is counted: the edges of a histogram are places on its axis.
    const ranged = output.kind === 'histogram' ? values.filter((_, i) => i % 3 === 2) : values
    expect(Math.min(...ranged)).toBeGreaterThanOrEqual(low)
    expect(Math.max(...ranged)).toBeLessThanOrEqual(high)
    return values
  })
}

function numbersIn(kind: string, part: unknown): number[] {
  if (kind === 'scalar') {
    if (!isEstimate(part)) return [part as number]
    expect(part.standardError).toBeGreaterThanOrEqual(0)
    return [part.estimate]
  }
  if (kind === 'spectrum') {
    expect(part).toBeInstanceOf(Float64Array)
    return [...(part as Float64Array)]
  }
  const { rows, cols, data } = part as { rows: number; cols: number; data: Float64Array }
  expect(data).toHaveLength(rows * cols)
  return [...data]
}

/** Every array that the inputs hold, however deep. */
function arraysOf(value: unknown): ArrayBufferView[] {
  if (ArrayBuffer.isView(value)) return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(arraysOf) : []
}
