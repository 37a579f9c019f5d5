import { unknownName } from '#src/vocabulary/unknown-name.ts'
import {
  absent,
  type Absent,
  type Estimate,
  type Need,
  type NullModel,
  type OptionCard,
  type OptionValues,
  type OutputCard,
  type PointPath,
  type ProbeCard,
  type Scale,
  type TableKind,
  type TheoryLine,
} from '#src/vocabulary/index.ts'
import type { RandomStream } from '#src/vocabulary/random.ts'
import type { Detection } from './detectors/define.ts'
import { watched } from './finite-inputs.ts'
import { holdsFinite } from './holds-finite.ts'
import type { Inputs } from './inputs.ts'
import { Unusable } from './ordered-steps.ts'
import type { LinearAlgebra, Matrix } from './maths/algebra/linear-algebra.ts'

export interface Tools<M = unknown> {
  readonly linalg: LinearAlgebra
  readonly options: OptionValues
  /**
   * Random numbers of this probe's own: seeded by the run, the probe and the step, so that a value is the same however
   * the probe came to be attached, and no other stream moves.
   */
  readonly random: RandomStream
  /** What `memory.next` left at this step. */
  readonly memory: M
}

type One<O extends OutputCard> = O['kind'] extends 'scalar'
  ? number | Estimate | Absent
  : O['kind'] extends TableKind
    ? Matrix | Absent
    : Float64Array | Absent

/** What `measure` gives back: one value, or one a part, or an `absent(why)` for all of it. */
export type Result<O extends OutputCard = OutputCard> = O['parts'] extends 'one'
  ? One<O>
  : Readonly<Record<string, One<O>>> | Absent

/** What a probe carries from step to step: plain data, brought forward at every step, due or not. */
export interface Memory<N extends Need, M> {
  readonly initial: M
  readonly next: (memory: M, inputs: Pick<Inputs, N>) => M
}

/** A probe: its card and one pure, synchronous function from what it needs to what it says. */
export interface Probe<N extends Need = Need, O extends OutputCard = OutputCard, M = unknown> extends ProbeCard {
  readonly needs: readonly N[]
  readonly output: O
  readonly memory?: Memory<N, M>
  readonly measure: (inputs: Pick<Inputs, N>, tools: Tools<M>) => Result<O>
  /** Its id before it was spelled as it is now, if it had another: that of its series in older runs, and of its random streams. */
  readonly formerly?: string
  /** That it says by itself what diverged, part by part, beside parts that do not read it and have their value. */
  readonly tellsDivergence?: true
  /** Of a detector: how it sees the points of its series. It is never asked to measure. */
  readonly detection?: Detection
}

/** A probe as its file states it: what most do not have may be left out. */
type Definition<N extends Need, O extends OutputCard, M> = Omit<Probe<N, O, M>, 'theory' | 'nulls' | 'remembers'> & {
  readonly theory?: readonly TheoryLine[]
  readonly nulls?: readonly NullModel[]
}

/** Using an input that `needs` does not name, or returning what `output` does not say, does not compile. */
export function defineProbe<const N extends Need, const O extends OutputCard, M = null>(
  definition: Definition<N, O, M>,
): Probe {
  const { theory = [], nulls = [], ...rest } = definition
  const options = [...definition.options, ...nullOptions(nulls)]
  const measure = whereFinite(definition)
  return { ...rest, measure, options, theory, nulls, remembers: rest.memory !== undefined } as unknown as Probe
}

/** The same measure, absent with the reason where it makes a number like any other of what diverged. */
function whereFinite<N extends Need, O extends OutputCard, M>(
  definition: Definition<N, O, M>,
): Probe<N, O, M>['measure'] {
  const { needs, measure, tellsDivergence = false } = definition
  if (tellsDivergence) return measure
  return (given, tools) => {
    const { inputs, divergence } = watched(given, needs)
    try {
      const result = measure(inputs, tools)
      return divergence() !== null && holdsFinite(result) ? absent(divergence() as string) : result
    } catch (error) {
      if (error instanceof Unusable) return absent(error.message)
      // A decomposition refuses NaN.
      const why = divergence()
      if (why !== null) return absent(why)
      throw error
    }
  }
}

/** The probe of this id, also under the id that it had in older runs, whose series go on under that name; else undefined. */
export function probeWithId(probes: readonly Probe[], id: string): Probe | undefined {
  const formerly = () => probes.find((probe) => probe.formerly === id)
  return probes.find((probe) => probe.id === id) ?? underId(formerly(), id)
}

/** The same; what there is instead, where there is none. */
export function probeNamed(probes: readonly Probe[], id: string): Probe {
  const probe = probeWithId(probes, id)
  if (probe !== undefined) return probe
  throw unknownName(
    'probe',
    id,
    probes.map((candidate) => candidate.id),
  )
}

function underId(probe: Probe | undefined, id: string): Probe | undefined {
  return probe && { ...probe, id }
}

/** How whoever attaches a probe asks for the null value beside each value: the same two options for every probe. */
function nullOptions(nulls: readonly NullModel[]): OptionCard[] {
  if (nulls.length === 0) return []
  return [
    {
      key: 'null',
      about: 'Also measures the same quantity on random inputs without the structure, for comparison',
      type: 'choice',
      default: 'none',
      choices: ['none', ...nulls],
    },
    {
      key: 'nullSeed',
      about: 'Seed of the random inputs of the null model',
      type: 'integer',
      default: 0,
      min: 0,
      max: Number.MAX_SAFE_INTEGER,
    },
  ]
}

type Look = { scale?: Scale; range?: readonly [number, number]; headline?: string }
type SpectrumLook = Look & { axis?: string; grid?: readonly number[] }
type CurveLook = Look & { axis: string }
type PointsLook = CurveLook & { facet?: string; path?: PointPath }

/** One number a step. */
export function scalar(look: Look = {}) {
  return { kind: 'scalar', parts: 'one', ...filled(look) } as const
}

/** One number for each part a step. */
export function scalars(look: Look = {}) {
  return { kind: 'scalar', parts: 'many', ...filled(look) } as const
}

/** One list of numbers a step. */
export function spectrum(look: SpectrumLook = {}) {
  return { kind: 'spectrum', parts: 'one', ...filled({ axis: 'index', ...look }) } as const
}

/** One list of numbers for each part a step. */
export function spectra(look: SpectrumLook = {}) {
  return { kind: 'spectrum', parts: 'many', ...filled({ axis: 'index', ...look }) } as const
}

/** One matrix a step. */
export function matrix(look: Look = {}) {
  return { kind: 'matrix', parts: 'one', ...filled(look) } as const
}

/** One matrix for each part a step. */
export function matrices(look: Look = {}) {
  return { kind: 'matrix', parts: 'many', ...filled(look) } as const
}

/** One curve a step (`curveOf`): points of which each step has its own x, along what `axis` says. */
export function curve(look: CurveLook) {
  return { kind: 'curve', parts: 'one', ...filled(look) } as const
}

/** One curve for each part a step. */
export function curves(look: CurveLook) {
  return { kind: 'curve', parts: 'many', ...filled(look) } as const
}

/** Labeled points in a plane a step (`pointsOf`); `axis` says what their labels count. */
export function points(look: PointsLook) {
  return { kind: 'points', parts: 'one', ...filled(look), ...joining(look) } as const
}

/** The same for each part a step. */
export function pointSets(look: PointsLook) {
  return { kind: 'points', parts: 'many', ...filled(look), ...joining(look) } as const
}

/** One histogram a step (`histogramOf`), of what `axis` says. */
export function histogram(look: CurveLook) {
  return { kind: 'histogram', parts: 'one', ...filled(look) } as const
}

/** One histogram for each part a step. */
export function histograms(look: CurveLook) {
  return { kind: 'histogram', parts: 'many', ...filled(look) } as const
}

function joining({ facet, path }: PointsLook) {
  return { facet: facet ?? null, path: path ?? null } as const
}

function filled({ scale = 'linear', range, headline, axis, grid }: SpectrumLook) {
  return { headline: headline ?? null, scale, range: range ?? null, axis: axis ?? null, grid: grid ?? null } as const
}

/** The card of a probe: all that it says, without what it does. */
export function cardOf({
  measure: _measure,
  memory: _memory,
  formerly: _formerly,
  tellsDivergence: _tellsDivergence,
  detection: _detection,
  ...card
}: Probe): ProbeCard {
  return card
}
