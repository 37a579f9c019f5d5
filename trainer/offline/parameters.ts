import { quoted, usageError } from '#src/vocabulary/index.ts'
import { isNumeric, type Tensor } from '#trainer/formats/index.ts'
import type { Given, Source } from './given.ts'
import { inOrder, notLearned } from './naming.ts'
import { isMeant } from './patterns.ts'
import { dataNames } from './tensor-names.ts'
import { contents } from './wanted.ts'

/** A tensor that is no part of an answer, and why. */
export interface LeftOut {
  readonly tensor: string
  readonly why: string
}

/** Which tensors of a file are parameters, and why the others are none. */
export interface Parameters {
  readonly names: readonly string[]
  readonly leftOut: readonly LeftOut[]
}

type Chosen = Pick<Given, 'weights' | 'input'>

/**
 * All floating-point tensors, but for those whose names say that they are something else (statistics of a batch
 * normalization, what an optimizer remembers, gradients, examples); or what --weights says. `isAlone` where a probe reads
 * nothing of the file but weights: then a file with nothing but examples by its names has those for weights.
 */
export function parametersIn({ weights = [], input }: Chosen, source: Source, isAlone: boolean): Parameters {
  if (source === input) assertMeant(weights, source)
  const all = Object.keys(source.tensors)
  const byDefault = (withData: boolean) => all.map((name) => [name, whyNot(source, name, all, withData)] as const)
  const usual = byDefault(false)
  const judged = isAlone && usual.every(([, why]) => why !== null) ? byDefault(true) : usual
  const why = new Map(weights.length === 0 ? judged : chosen(weights, source, judged))
  return {
    names: inOrder(all.filter((name) => why.get(name) === null)),
    leftOut: all.flatMap((tensor) => {
      const reason = why.get(tensor) ?? null
      return reason === null ? [] : [{ tensor, why: reason }]
    }),
  }
}

type Judged = readonly (readonly [name: string, why: string | null])[]

/** Why a tensor is no parameter unless it is told to be one. */
function whyNot({ tensors }: Source, name: string, all: readonly string[], withData: boolean): string | null {
  const tensor = tensors[name] as Tensor
  if (!isNumeric(tensor)) return `of type ${tensor.stored?.dtype}, no real numbers`
  const known = notLearned(name, all)
  if (known !== null) return known
  const { kind = 'float', dtype } = tensor.stored ?? {}
  if (kind !== 'float') return `${kind === 'integer' ? 'whole numbers' : 'true or false'} (${dtype})`
  return !withData && dataNames.has(name) ? 'by its name examples or answers, no parameter' : null
}

/** In their order, each pattern takes or excludes; the first says whether all that is usual is there to begin with. */
function chosen(patterns: readonly string[], source: Source, judged: Judged): Judged {
  const startsWithUsual = patterns[0]?.startsWith('!') ?? false
  return judged.map(([name, usual]) => {
    const last = patterns.findLast((pattern) => isMeant(pattern.replace(/^!/, ''), name))
    if (last?.startsWith('!')) return [name, 'excluded by --weights']
    if (last !== undefined) return [name, isNumeric(source.tensors[name] as Tensor) ? null : usual]
    return [name, startsWithUsual ? usual : 'not among --weights']
  })
}

/** A pattern that means nothing is a mistake, of the input: what is held against it may have fewer tensors. */
function assertMeant(patterns: readonly string[], source: Source): void {
  const names = Object.keys(source.tensors)
  const idle = patterns.find((pattern) => !names.some((name) => isMeant(pattern.replace(/^!/, ''), name)))
  if (idle === undefined) return
  throw usageError(`--weights ${quoted(idle)}: ${source.name} has no tensor of such a name; it has ${contents(source)}`)
}
