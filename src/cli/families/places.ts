import type { ParameterValue, Places } from '#src/vocabulary/index.ts'
import { breather } from '#trainer/run/index.ts'
import type { Sweep } from '#trainer/sweeps/index.ts'

/** Where the runs of a sweep lie in a picture: by the values of some of their settings. */

export function valuesOf({ axes }: Sweep, key: string): readonly ParameterValue[] {
  return axes.find((axis) => axis.key === key)?.values ?? []
}

/** Names a place, so that runs of the same settings and other seeds have the same. */
export function placeOf(...values: readonly (ParameterValue | undefined)[]): string {
  return JSON.stringify(values)
}

export function evenly(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1))
}

/** The line of a function, where it says anything. It may be the root of an equation at every place: whoever else waits has a turn between. */
export async function lineThrough(xs: readonly number[], at: (x: number) => number | null): Promise<Places> {
  const breathe = breather()
  const found: (readonly [number, number])[] = []
  for (const x of xs) {
    await breathe()
    const y = at(x)
    if (y !== null) found.push([x, y])
  }
  return { x: found.map(([x]) => x), y: found.map(([, y]) => y) }
}

/** As a caption says which seeds there are. */
export function ofSeeds({ seeds }: Sweep): string {
  return seeds.length === 1 ? `seed ${seeds[0]}` : `the mean over ${seeds.length} seeds`
}
