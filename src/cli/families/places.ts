import type { ParameterValue } from '#src/vocabulary/index.ts'
import type { Sweep } from '#trainer/sweeps/index.ts'

/** Where the runs of a sweep lie in a picture: by the values of some of their settings. */

export function valuesOf({ axes }: Sweep, key: string): readonly ParameterValue[] {
  return axes.find((axis) => axis.key === key)?.values ?? []
}

/** Names a place, so that runs of the same settings and other seeds have the same. */
export function placeOf(...values: readonly (ParameterValue | undefined)[]): string {
  return JSON.stringify(values)
}

/** Null of none. */
export function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** As a caption says which seeds there are. */
export function ofSeeds({ seeds }: Sweep): string {
  return seeds.length === 1 ? `seed ${seeds[0]}` : `the mean over ${seeds.length} seeds`
}
