import { mean } from '#src/statistics/moments.ts'
import type { Along, AtValue, Judged, Claim } from '#src/vocabulary/index.ts'
import { isWithin } from './judge.ts'

/** What runs that differ in one setting say together, once each of them is over. */
export function alongSetting(
  { id, along, ...band }: Pick<Claim, 'id' | 'from' | 'to'> & { readonly along: Along },
  points: readonly AtValue[],
): Judged {
  const { value, why } = TAKEN[along.take](along, points)
  const holds = value !== null && isWithin(band, value)
  return { claim: id, verdict: holds ? 'holds' : 'fails', value, steps: [], why }
}

type Taken = Pick<Judged, 'value' | 'why'>

const TAKEN: Readonly<Record<Along['take'], (along: Along, points: readonly AtValue[]) => Taken>> = {
  exponent(along, points) {
    const bad = points.find(({ value }) => value === null || value === 0)
    if (bad !== undefined) return none(`The number of ${along.key} = ${bad.at} is ${bad.value ?? 'not there'}`)
    const x = points.map(({ at }) => Math.log(at))
    const y = points.map(({ value }) => Math.log(Math.abs(value!)))
    return said(slopeOf(x, y), `There is no slope of a logarithm along ${along.key} = ${along.values.join(', ')}`)
  },
  argmin({ key }, points) {
    const there = points.filter(({ value }) => value !== null)
    const least = there.reduce<AtValue | null>((a, b) => (a === null || b.value! < a.value! ? b : a), null)
    return least === null ? none(`No run along ${key} has such a number`) : { value: least.at, why: null }
  },
}

/** Of the line with the least sum of squares. */
function slopeOf(x: readonly number[], y: readonly number[]): number {
  const [atX, atY] = [mean(x), mean(y)]
  const rise = mean(x.map((value, i) => (value - atX) * (y[i]! - atY)))
  return rise / mean(x.map((value) => (value - atX) ** 2))
}

function said(value: number, otherwise: string): Taken {
  return Number.isFinite(value) ? { value, why: null } : none(otherwise)
}

function none(why: string): Taken {
  return { value: null, why }
}
