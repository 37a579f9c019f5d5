import type { Column, Envelope, Report } from '#src/vocabulary/index.ts'

/** Reports of a run that needs no trainer. */
export const run = 'some-run'

export const started: Report = {
  type: 'started',
  run: {
    id: run,
    name: run,
    experiment: 'none',
    parameters: {},
    seed: 0,
    steps: 100,
    startedAt: 0,
    backend: { name: 'wasm', version: '4', obtained: 'npm', device: 'cpu', threads: 1 },
    host: 'here',
    version: '0',
  },
  probes: [],
  detectors: [],
}

export function scalars(series: string, steps: readonly number[], values: readonly number[]): Column {
  return { series, steps: Float64Array.from(steps), values: Float64Array.from(values), lengths: null }
}

export function frames(
  series: string,
  byStep: readonly (readonly [step: number, values: readonly number[]])[],
): Column {
  return {
    series,
    steps: Float64Array.from(byStep, ([step]) => step),
    values: Float64Array.from(byStep.flatMap(([, values]) => values)),
    lengths: Uint32Array.from(byStep, ([, values]) => values.length),
  }
}

export function envelope(seq: number, report: Report): Envelope {
  return { run, seq, at: 1000 + seq, report }
}

export function measured(seq: number, ...columns: Column[]): Envelope {
  return envelope(seq, { type: 'measured', columns })
}

/** `loss` at step `seq`, and nothing else. */
export function stepAt(seq: number): Envelope {
  return measured(seq, scalars('loss', [seq], [1 / (seq + 1)]))
}

export const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)
