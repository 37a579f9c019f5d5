import type { Layer } from '#probes/inputs.ts'

/** The size below which a singular value of a layer cannot be told from zero: max(n, m) ε σ₁, as NumPy has it. */
export function noiseFloor(layer: Layer | undefined, largest: number): number {
  const epsilon = layer?.values instanceof Float64Array ? 2 ** -52 : 2 ** -23
  return Math.max(...(layer?.shape ?? [0])) * epsilon * largest
}
