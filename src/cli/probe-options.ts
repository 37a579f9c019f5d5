import { Option } from 'commander'
import {
  ADAPTIVE_AS_TYPED,
  adaptiveAsTyped,
  badValue,
  every,
  perDecade,
  type Cadence,
  type OptionValues,
  type Since,
} from '#src/vocabulary/index.ts'
import { many, wholeNumber } from './options.ts'

/** When and how a probe measures, as it is typed. */
export type ProbeOptions = { every?: number; perDecade?: number; adaptive?: Cadence; set: string[] }

export function cadenceOptions(): Option[] {
  return [
    new Option('--every <n>', 'measure every N steps').argParser((given) => wholeNumber('--every', given, 1)),
    new Option('--per-decade <n>', 'measure N times per decade of steps')
      .argParser((given) => wholeNumber('--per-decade', given, 1))
      .conflicts('every'),
    new Option('--adaptive <n..m>', 'measure every N to M steps: often where the curve bends, rarely where it does not')
      .argParser(adaptiveFrom)
      .conflicts(['every', 'perDecade']),
  ]
}

export function setOption(): Option {
  return many('--set <option=value>', 'change an option of the probe; may be repeated')
}

/** The fields of a Command that say when and how: those that were given. */
export function measuringFrom({ every: steps, perDecade: points, adaptive: following, set }: ProbeOptions): {
  cadence?: Cadence
  options?: OptionValues
} {
  return {
    ...(steps === undefined ? {} : { cadence: every(steps) }),
    ...(points === undefined ? {} : { cadence: perDecade(points) }),
    ...(following === undefined ? {} : { cadence: following }),
    ...(set.length === 0 ? {} : { options: Object.fromEntries(set.map((one) => settingFrom('--set', one))) }),
  }
}

/** `1..16`, or `16` for every step to every 16 steps */
function adaptiveFrom(given: string): Cadence {
  const cadence = adaptiveAsTyped(given)
  if (cadence === null) throw badValue('--adaptive', `N..M ${ADAPTIVE_AS_TYPED}`, given)
  return cadence
}

/** `rate=0.001`: a name and its value, which is a number where it looks like one. */
export function settingFrom(where: string, given: string): [string, number | string] {
  const [, key, text] = /^([^=]+)=(.+)$/s.exec(given) ?? []
  if (key === undefined || text === undefined) throw badValue(where, 'key=value', given)
  const value = text.trim() === '' ? NaN : Number(text)
  return [key, Number.isFinite(value) ? value : text]
}

export function sinceFrom(given: string): Since {
  if (given === 'start' || given === 'now') return given
  if (!/^\d+$/.test(given)) throw badValue('--from', "'start', 'now' or a step", given)
  return wholeNumber('--from', given, 0)
}
