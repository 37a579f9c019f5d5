import type { Column, Envelope, Report, Run, SeriesDeclaration } from '#src/vocabulary/index.ts'

/** A run as a trainer would declare it. */
export function runOf(id: string, startedAt = 1_700_000_000_000): Run {
  return {
    id,
    name: id,
    experiment: 'modular-addition',
    parameters: { modulus: 97 },
    seed: 0,
    steps: 1000,
    startedAt,
    backend: { name: 'wasm', version: '4.22.0', obtained: 'test', device: 'cpu', threads: 1 },
    host: 'here',
    version: '0.1.0',
  }
}

export function startedReport(id: string, startedAt?: number): Report {
  return { type: 'started', run: runOf(id, startedAt), probes: [], detectors: [] }
}

export function declaration(name: string, kind: 'scalar' | 'spectrum' = 'scalar'): SeriesDeclaration {
  const [probe, part] = name.split('/')
  return { name, probe: probe!, part: part ?? null, kind, group: 'loss', unit: '1', scale: 'linear', range: null }
}

/** Reports numbered from `seq`. */
export function enveloped(run: string, seq: number, reports: readonly Report[], at = 1_700_000_000_000): Envelope[] {
  return reports.map((report, i) => ({ run, seq: seq + i, at: at + seq + i, report }))
}

export function scalarColumn(series: string, steps: Iterable<number>, values: Iterable<number>): Column {
  return { series, steps: Float64Array.from(steps), values: Float64Array.from(values), lengths: null }
}

export function measuredReport(...columns: Column[]): Report {
  return { type: 'measured', columns }
}
