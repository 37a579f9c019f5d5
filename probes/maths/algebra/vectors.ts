import type { RandomStream } from '#src/vocabulary/random.ts'
import { lengthOf } from './wide.ts'

/** Long vectors in tight loops that allocate nothing: what an iterative method does between two products. */
export type Vector = Float32Array | Float64Array

/** Σ a_i b_i in float64. */
export function dot(a: Vector, b: Vector): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

export function norm(a: Vector): number {
  return lengthOf(a)
}

/** into += factor · vector, in place */
export function addScaled(into: Vector, factor: number, vector: Vector): void {
  for (let i = 0; i < into.length; i++) into[i] = (into[i] as number) + factor * (vector[i] as number)
}

/** In place. */
export function scale(vector: Vector, factor: number): void {
  for (let i = 0; i < vector.length; i++) vector[i] = factor * (vector[i] as number)
}

/** Independent standard normals: a direction that prefers none. */
export function normalVector(length: number, random: RandomStream): Float64Array {
  const vector = new Float64Array(length)
  for (let i = 0; i < length; i++) vector[i] = random.normal()
  return vector
}

/** Independent signs ±1, evenly. */
export function signVector(length: number, random: RandomStream): Float64Array {
  const vector = new Float64Array(length)
  for (let i = 0; i < length; i++) vector[i] = random.uniform() < 0.5 ? -1 : 1
  return vector
}
