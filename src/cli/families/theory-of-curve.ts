import type { Places, RunId } from '#src/vocabulary/index.ts'
import type { Curves } from '#trainer/experiments/index.ts'
import type { Member, Sweep } from '#trainer/sweeps/index.ts'
import type { Reading } from './member-readings.ts'
import { evenly, lineThrough } from './places.ts'

/** Places of a line of theory along x. */
const PLACES = 65

/** A reading at its place. */
export interface Placed extends Reading {
  readonly run: RunId
  readonly x: number
}

/** What theory says at a place, and its line. */
interface Said {
  readonly at: (x: number) => number | null
  readonly line: () => Promise<Places>
}

/** What the runs say of it themselves, which is the same for all seeds. */
export function ownTheory(placed: readonly Placed[]): Said {
  const said = new Map(placed.flatMap(({ x, theory }) => (theory === null ? [] : [[x, theory] as const])))
  const at = (x: number) => said.get(x) ?? null
  return {
    at,
    line: () =>
      lineThrough(
        [...said.keys()].toSorted((a, b) => a - b),
        at,
      ),
  }
}

/** What the experiment declares of it, for the settings that the members of a curve share. */
export function declaredTheory(
  { parameters }: Pick<Sweep, 'parameters'>,
  { x: { key, scale }, theory }: Curves,
  members: readonly Member[],
): Said {
  if (theory === undefined || members[0] === undefined)
    return { at: () => null, line: () => Promise.resolve({ x: [], y: [] }) }
  const settings = { ...parameters, ...members[0].settings }
  const at = (x: number) => {
    const y = theory.at(x, { ...settings, [key]: x })
    return y !== null && Number.isFinite(y) ? y : null
  }
  const xs = [...new Set(members.map((member) => Number(member.settings[key])))].toSorted((a, b) => a - b)
  return { at, line: () => lineThrough(placesAlong(xs, scale === 'log'), at) }
}

/** Those of the runs, and enough between them; on a logarithmic axis as far apart as they look there. */
function placesAlong(xs: readonly number[], isLog: boolean): number[] {
  const [from, to] = [xs.find((x) => !isLog || x > 0) ?? NaN, xs.at(-1) ?? NaN]
  const between = isLog
    ? evenly(Math.log(from), Math.log(to), PLACES).slice(1, -1).map(Math.exp)
    : evenly(from, to, PLACES)
  return [...new Set([...xs, ...between])].filter(Number.isFinite).toSorted((a, b) => a - b)
}
