import { absent, isAbsent, type Absent } from '#src/vocabulary/index.ts'
import type { Matrices } from '#probes/inputs.ts'
import { sameLayer } from '#probes/maths/algebra/layers.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { allFinite } from '#probes/maths/algebra/finite.ts'
import { ordinarySize } from '#probes/maths/algebra/ordinary-size.ts'
import { inDouble } from '#probes/maths/algebra/double.ts'

/** What a function makes of each layer's activations, [n, p] in float64; a layer that diverged says so instead. */
export function eachRepresentation<R>(hidden: Matrices, compute: (x: Matrix, name: string) => R | Absent) {
  const names = Object.keys(hidden)
  if (names.length === 0) return NO_LAYER
  return Object.fromEntries(names.map((name) => [name, ofFinite(hidden, name, (x) => compute(x, name))]))
}

/** The same of a layer's activations and those of the reference, which are of the same n examples. */
export function eachPair<R>(
  hidden: Matrices,
  reference: Matrices,
  compute: (x: Matrix, y: Matrix, name: string) => R | Absent,
) {
  return eachRepresentation<R>(hidden, (x, name) => {
    const y = sameLayer(reference, name, 'referenceHidden')
    if (y.rows !== x.rows) return absent(`'${name}' has ${x.rows} examples, and ${y.rows} in the reference`)
    if (!allFinite(y.data)) return absent(`'${name}' of the reference holds NaN or an infinity`)
    return compute(x, inDouble(y), name)
  })
}

/**
 * The same, each brought to an ordinary size by a power of two, whose exponent is told: for what depends on the scale of
 * the activations not at all, or by a power of it.
 */
export function eachOrdinaryRepresentation<R>(
  hidden: Matrices,
  compute: (x: Matrix, name: string, exponent: number) => R | Absent,
) {
  return eachRepresentation<R>(hidden, (x, name) => {
    const { matrix, exponent } = ordinarySize(x)
    return compute(matrix, name, exponent)
  })
}

/** Pairs of which each is brought to an ordinary size by a power of two of its own, on which nothing here may depend. */
export function eachOrdinaryPair<R>(
  hidden: Matrices,
  reference: Matrices,
  compute: (x: Matrix, y: Matrix, name: string) => R | Absent,
) {
  return eachPair<R>(hidden, reference, (x, y, name) => compute(ordinarySize(x).matrix, ordinarySize(y).matrix, name))
}

/** Parts of each layer made parts of the probe: `{ h1: { value: 2, dropped: 0.1 } }` becomes h1 and h1.dropped. */
export function withDetails<R>(layers: Readonly<Record<string, Readonly<Record<string, R>> | Absent>> | Absent) {
  if (isAbsent(layers)) return layers
  const parts = Object.entries(layers).flatMap(([name, values]): [string, R | Absent][] => {
    if (isAbsent(values)) return [[name, values]]
    return Object.entries(values).map(([detail, value]) => [detail === 'value' ? name : `${name}.${detail}`, value])
  })
  return Object.fromEntries(parts)
}

/** A value of those examples that count, with the share of the others where there are any. */
export function ofThose(value: number, kept: number, all: number): Record<string, number> {
  return kept === all ? { value } : { value, 'left-out': 1 - kept / all }
}

const NO_LAYER = absent('The network has no hidden layer')

function ofFinite<R>(hidden: Matrices, name: string, compute: (x: Matrix) => R | Absent): R | Absent {
  const x = hidden[name] as Matrix
  return allFinite(x.data) ? compute(inDouble(x)) : absent(`'${name}' holds NaN or an infinity`)
}
