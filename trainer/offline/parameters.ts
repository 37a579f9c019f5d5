import { quoted, usageError } from '#src/vocabulary/index.ts'
import { isNumeric, type Tensor } from '#trainer/formats/index.ts'
import type { Given, Source } from './given.ts'
import { inOrder, notLearned } from './naming.ts'
import { isMeant } from './patterns.ts'
import { dataNames } from './tensor-names.ts'
import { assertRead, contents } from './wanted.ts'

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
  const names = all.filter((name) => why.get(name) === null)
  for (const name of all) assertWhole(source.tensors[name] as Tensor, why.get(name) ?? null)
  return {
    names: inOrder(names),
    leftOut: all.flatMap((tensor) => {
      const reason = why.get(tensor) ?? null
      return reason === null ? [] : [{ tensor, why: reason }]
    }),
  }
}

/** What is left out for its type, or has none that can be read, might be a parameter that a disk has changed: it says so. */
function assertWhole(tensor: Tensor, why: string | null): void {
  const { stored } = tensor
  if (stored?.isDamaged && why === null) assertRead(tensor)
  if (why !== null && why === ofNoFloats(tensor)) stored?.check?.()
}

/** Why its type alone makes it no parameter. */
function ofNoFloats(tensor: Tensor): string | null {
  const { kind = 'float', dtype = '' } = tensor.stored ?? {}
  if (dtype === 'no array') return 'no array'
  if (!isNumeric(tensor)) return `of type ${dtype}, no real numbers`
  return kind === 'float' ? null : `${kind === 'integer' ? 'whole numbers' : 'true or false'} (${dtype})`
}

type Judged = readonly (readonly [name: string, why: string | null])[]

/** Why a tensor is no parameter unless it is told to be one. */
function whyNot({ tensors }: Source, name: string, all: readonly string[], withData: boolean): string | null {
  const tensor = tensors[name] as Tensor
  const known = notLearned(name, tensor.shape, all)
  if (tensor.stored?.isDamaged) return known
  const ofType = ofNoFloats(tensor)
  if (!isNumeric(tensor)) return ofType
  if (known !== null || ofType !== null) return known ?? ofType
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
