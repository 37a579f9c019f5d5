import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Probe } from '#probes/define.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import type { OptionValues } from '#src/vocabulary/index.ts'
import { FLOAT32, FLOAT64 } from './close.ts'
import { fine, matrix, type Lab, type Rows } from './lab.ts'
import { gaussian, orthogonal, times } from './random.ts'

type Numbers = Readonly<Record<string, number>>
type Pair = Readonly<Record<'h1' | 'h2', number[][]>>
type Network = readonly { readonly weight: number[][]; readonly bias: number[] }[]
type Split<T> = Readonly<Record<'train' | 'test', T>>

/** What other libraries computed of the same inputs: made by tests/references/representations.py, which says how. */
export interface Reference {
  readonly inputs: {
    readonly hidden: Pair
    readonly reference: Pair
    readonly tied: Pair
    readonly labels: number[]
    readonly last: number[][]
    readonly head: { readonly weight: number[][]; readonly logits: number[][] }
    readonly wide: number[][]
    readonly repeated: number[][]
    readonly folds: { readonly fitted: number[]; readonly heldOut: number[]; readonly ridge: number }
    readonly chain: Network
    readonly other: Network
    readonly data: Split<number[][]>
    readonly answers: Split<number[]>
    readonly predictions: Split<{ readonly logits: number[][]; readonly labels: number[] }>
    readonly tables: Readonly<Record<string, { readonly modulus: number; readonly logits: number[][] }>>
    readonly weights: number[][]
  }
  readonly expected: Readonly<Record<string, never>>
}

const path = join(import.meta.dirname, '..', 'references', 'representations.json')
export const reference = JSON.parse(readFileSync(path, 'utf8')) as Reference
export const { inputs: given } = reference

/** What the reference says under a key, and then under others. */
export function expected(...keys: readonly string[]): number & Numbers {
  return keys.reduce<unknown>((found, key) => (found as Record<string, unknown>)[key], reference.expected) as never
}

/** As a file gives it, and as a run does, with how near a value of it is to be. */
export const PRECISIONS = [
  ['float64', fine, FLOAT64],
  ['float32', matrix, FLOAT32],
] as const
export type Make = (rows: Rows) => Matrix

/** One layer's value of a probe that compares two representations of the same examples. */
export function compare(lab: Lab, probe: Probe, now: Rows, then: Rows, options: OptionValues = {}, make: Make = fine) {
  const inputs = { hidden: { h: make(now) }, referenceHidden: { h: make(then) } }
  return lab.numbers(probe, inputs, options).h as number
}

/** All parts that a probe of hidden activations gives for one layer, called h, of which the labels are optional. */
export function ofLayer(
  lab: Lab,
  probe: Probe,
  rows: Rows,
  options: OptionValues = {},
  labels: readonly number[] = rows.map(() => 0),
  make: Make = fine,
): Record<string, number> {
  return lab.numbers(probe, { hidden: { h: make(rows) }, labels: Int32Array.from(labels) }, options)
}

export const scaledBy = (rows: Rows, factor: number) => rows.map((row) => row.map((value) => factor * value))
export const shifted = (rows: Rows) => rows.map((row) => row.map((value, j) => value + 3 * j - 5))
export const turned = (rows: Rows, seed = 5) => times(rows, orthogonal(rows[0]?.length ?? 0, seed))
export const reordered = <T>(rows: readonly T[]) => rows.map((_, i) => rows[(7 * i + 3) % rows.length] as T)

/** x, and a y that has to do with it. */
export function related(n = 40, p = 5): [number[][], number[][]] {
  const x = gaussian(n, p, 1)
  const noise = gaussian(n, p - 1, 3)
  return [x, times(x, gaussian(p, p - 1, 2)).map((row, i) => row.map((value, j) => value + (noise[i]?.[j] ?? 0)))]
}

/** What every similarity to a reference obeys that sees neither rotation nor scale nor shift; `same` is its value of equals. */
export function followsSimilarityLaws(
  lab: Lab,
  probe: Probe,
  options: OptionValues,
  same: number,
  tolerance = FLOAT64,
) {
  const [x, y] = related()
  const value = (a: Rows, b: Rows) => compare(lab, probe, a, b, options)
  const near = (actual: number, wanted: number) => expect(Math.abs(actual - wanted)).toBeLessThan(tolerance)

  it(`is ${same} of a representation with itself, turned, scaled and shifted`, () => {
    near(value(x, x), same)
    near(value(shifted(scaledBy(turned(x), 2.5)), x), same)
  })
  it('does not change when either is turned, scaled or shifted', () => {
    const plain = value(x, y)
    expect(Math.abs(plain - same)).toBeGreaterThan(0.05)
    near(value(shifted(scaledBy(turned(x), -0.1)), y), plain)
    near(value(x, scaledBy(turned(shifted(y)), 40)), plain)
  })
  it('does not change when the examples of both are reordered, and does when those of one are', () => {
    near(value(reordered(x), reordered(y)), value(x, y))
    expect(Math.abs(value(reordered(x), y) - value(x, y))).toBeGreaterThan(0.03)
  })
}

/** A layer that does not vary, or holds no number, or is of other examples, has no similarity. */
export function needsNumbers(lab: Lab, probe: Probe) {
  const [x, y] = related(12)
  const constant = x.map(() => [0.1, -3.7])
  it('is absent where nothing varies, in either', () => {
    expect(compare(lab, probe, constant, x)).toHaveProperty('absent')
    expect(compare(lab, probe, x, constant)).toHaveProperty('absent')
  })
  needsFinite(lab, probe)
  it('is absent where the reference diverged or is of other examples', () => {
    expect(compare(lab, probe, x, diverged(y))).toEqual({ absent: "'h' of the reference holds NaN or an infinity" })
    expect(compare(lab, probe, x, y.slice(1))).toEqual({ absent: "'h' has 12 examples, and 11 in the reference" })
  })
}

export function needsFinite(lab: Lab, probe: Probe) {
  const [x, y] = related(12)
  it('is absent for a layer that diverged, and without a layer', () => {
    const ask = (rows: Rows) => {
      const inputs = {
        hidden: { h: fine(rows) },
        referenceHidden: { h: fine(y) },
        labels: new Int32Array(12).map((_, i) => i % 3),
      }
      return lab.numbers(probe, inputs).h
    }
    expect(ask(diverged(x))).toEqual({ absent: "'h' holds NaN or an infinity" })
    expect(
      lab.measure(probe, { hidden: {}, referenceHidden: {}, labels: new Int32Array(12).map((_, i) => i % 3) }),
    ).toEqual({
      absent: 'The network has no hidden layer',
    })
  })
}

const diverged = (rows: Rows) => rows.map((row, i) => row.map((value, j) => (i === 2 && j === 1 ? Infinity : value)))

/** A layer of the reference inputs, now and in the network it is compared with. */
export function pairOf(name: 'h1' | 'h2'): [number[][], number[][]] {
  return [given.hidden[name], given.reference[name]]
}
