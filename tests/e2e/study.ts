import { openSqlite } from '#src/store/sqlite/sqlite.ts'
import { openStream } from '#src/vocabulary/random.ts'
import type { Column, DetectorCard, Report, Run, SeriesDeclaration } from '#src/vocabulary/index.ts'
import { enveloped, measuredReport, runOf, scalarColumn } from '../src/store/reports.ts'

/** A study as a test makes it up: networks that grok the sooner the more their weights decay, and never without. */
export interface Study {
  readonly decays: readonly number[]
  readonly seeds: number
  readonly steps: number
  /** Other curves beside loss, accuracy and norm, so that there are many panels. */
  readonly more?: number
  /** Another factor, and its values. */
  readonly widths?: readonly number[]
  /** Whether points are noisy at every step, which no codec folds away. */
  readonly every?: number
  /** Whether each run has a spectrum and a matrix, too, every tenth step. */
  readonly frames?: boolean
}

export const STUDY: Study = { decays: [0, 1, 2.5, 5, 10, 20], seeds: 5, steps: 150 }

const GROKKED: DetectorCard = {
  id: 'grokked',
  name: 'Grokked',
  about: 'Test accuracy passes 0.9',
  reference: 'Power et al. 2022, arXiv:2201.02177',
  watches: ['test-accuracy'],
}

/** What the run of these settings is called. */
export function studyRun(decay: number, seed: number, width: number | null = null): string {
  return `decay-${decay}${width === null ? '' : `-width-${width}`}-seed-${seed}`
}

/** The step at which such a run groks; null where it never does. */
export function onsetOf(decay: number, seed: number, steps: number): number | null {
  if (decay === 0) return null
  const at = Math.round((steps * (0.9 + 0.06 * seed)) / (1 + decay) ** 0.55 + 4)
  return at < steps ? at : null
}

/** Puts the runs of a study into the store of a folder that no hub serves yet; answers with their ids. */
export function storeStudy(folder: string, study: Study): string[] {
  const { decays, seeds, steps, widths = [null] } = study
  const store = openSqlite(folder)
  const ids: string[] = []
  try {
    for (const decay of decays)
      for (const width of widths)
        for (let seed = 0; seed < seeds; seed++) {
          const id = studyRun(decay, seed, width)
          ids.push(id)
          const parameters = { modulus: 97, weightDecay: decay, ...(width === null ? {} : { width }) }
          const run: Run = {
            ...runOf(id, 1_700_000_000_000 + ids.length),
            name: 'grok-mlp-small',
            experiment: 'grok-mlp-small',
            parameters,
            seed,
            steps,
          }
          store.ingest(enveloped(id, 0, reportsOf(run, decay, study)))
        }
  } finally {
    store.close()
  }
  return ids
}

function reportsOf(run: Run, decay: number, { steps, more = 0, every = 1, frames = false }: Study): Report[] {
  const seed = run.seed!
  const onset = onsetOf(decay, seed, steps)
  const at = Float64Array.from({ length: Math.floor(steps / every) + 1 }, (_, i) => i * every)
  const noise = openStream(seed, `study ${decay}`)
  const rise = (step: number, middle: number, width: number) => 1 / (1 + Math.exp(-(step - middle) / width))
  const shake = () => 0.02 * (noise.uniform() - 0.5)
  const scale = steps / 150
  const grok = onset ?? Infinity
  const curves: { readonly declared: SeriesDeclaration; readonly valueAt: (step: number) => number }[] = [
    curve('train-accuracy', 'accuracy', (step) => Math.min(1, rise(step, 12 * scale, 3 * scale) + shake()), [0, 1]),
    curve(
      'test-accuracy',
      'accuracy',
      (step) => Math.min(1, 0.02 + 0.98 * rise(step, grok, 4 * scale) + shake()),
      [0, 1],
    ),
    curve('train-loss', 'loss', (step) => 4.6 * Math.exp(-step / (14 * scale)) * (1 + shake()) + 1e-3),
    curve(
      'test-loss',
      'loss',
      (step) =>
        (4.6 + 2 * rise(step, 10 * scale, 5 * scale)) * (1 - 0.99 * rise(step, grok, 6 * scale)) * (1 + shake()),
    ),
    curve(
      'weight-norm',
      'norms',
      (step) =>
        (30 + 12 * rise(step, 15 * scale, 6 * scale)) *
          Math.exp((-decay * step) / (900 * scale)) *
          (1 - 0.3 * rise(step, grok - 8 * scale, 5 * scale)) +
        shake(),
    ),
    curve('elapsed', 'time', (step) => (0.01 + 0.001 * seed) * step),
    ...Array.from({ length: more }, (_, i) =>
      curve(
        `observable-${String(i).padStart(2, '0')}`,
        'structure',
        (step) => Math.sin(step / ((10 + i) * scale)) * (1 + decay / 20) + 5 * shake(),
      ),
    ),
  ]
  return [
    { type: 'started', run, probes: [], detectors: [GROKKED] },
    ...curves.map(({ declared }): Report => ({ type: 'declared', series: declared })),
    ...(frames ? FRAMES.map((series): Report => ({ type: 'declared', series })) : []),
    measuredReport(...curves.map(({ declared, valueAt }) => scalarColumn(declared.name, at, at.map(valueAt)))),
    ...(frames ? [measuredReport(spectraOf(decay, steps), matricesOf(decay, steps))] : []),
    ...(onset === null
      ? []
      : [{ type: 'marked', mark: { by: 'grokked', step: onset, label: 'Grokked', about: GROKKED.about } } as const]),
    { type: 'ended', how: 'completed', step: steps, weights: `sha256:${'0'.repeat(64)}`, msPerStep: 1, why: null },
  ]
}

const framed = (name: string, kind: SeriesDeclaration['kind']): SeriesDeclaration => ({
  ...{ name, probe: name, part: null, kind, group: 'spectra', unit: '1', scale: 'linear', range: null },
})
const FRAMES = [framed('made-spectrum', 'spectrum'), framed('made-matrix', 'matrix')]
const everyTenth = (steps: number) => Float64Array.from({ length: Math.floor(steps / 10) + 1 }, (_, i) => i * 10)

/** Four numbers, of which the first is the weight decay and the second the step. */
function spectraOf(decay: number, steps: number): Column {
  const at = everyTenth(steps)
  const values = Float64Array.from([...at].flatMap((step) => [decay, step, 1, 0.5]))
  return { series: 'made-spectrum', steps: at, values, lengths: new Uint32Array(at.length).fill(4) }
}

/** Two by two, all of it the weight decay. */
function matricesOf(decay: number, steps: number): Column {
  const at = everyTenth(steps)
  const values = Float64Array.from([...at].flatMap(() => [2, decay, decay, decay, decay]))
  return { series: 'made-matrix', steps: at, values, lengths: new Uint32Array(at.length).fill(5) }
}

function curve(
  name: string,
  group: SeriesDeclaration['group'],
  valueAt: (step: number) => number,
  range: readonly [number, number] | null = null,
) {
  const scale = group === 'loss' ? 'log' : 'linear'
  const declared: SeriesDeclaration = { name, probe: name, part: null, kind: 'scalar', group, unit: '1', scale, range }
  return { declared, valueAt }
}
