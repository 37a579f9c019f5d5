/** How the size of a layer enters its numbers. */
export type Parametrization = 'standard' | 'ntk' | 'mean-field' | 'mup'

/** Where a layer stands: the input layer widens what has a fixed size, the output layer narrows to it. */
export type Role = 'input' | 'hidden' | 'output'

/** Powers of a width: `multiplier: -1` is a factor of 1/n. */
interface Powers {
  /** By which the product is multiplied, over the fan-in. */
  readonly multiplier: number
  /** Of the standard deviation of the first weights, over the fan-in. */
  readonly deviation: number
  /** Of the learning rate, over how many times wider than the base the layer is. */
  readonly rate: { readonly sgd: number; readonly adam: number }
}

const PLAIN: Powers = { multiplier: 0, deviation: -1 / 2, rate: { sgd: 0, adam: 0 } }
const UNIT: Powers = { multiplier: -1 / 2, deviation: 0, rate: { sgd: 0, adam: 0 } }
const MOVING: Powers = { ...UNIT, rate: { sgd: 1, adam: 0 } }

/**
 * Each as powers of the width (Yang and Hu 2021, arXiv:2011.14522). `ntk` stays near its start as it widens, `mean-field` learns features
 * at every width (arXiv:1804.06561), and so does `mup`, whose best rate is that of its base width (table 8 of Yang et al.
 * 2022, arXiv:2203.03466); `standard` does neither.
 */
const powers: Readonly<Record<Parametrization, Readonly<Record<Role, Powers>>>> = {
  standard: { input: PLAIN, hidden: PLAIN, output: PLAIN },
  ntk: { input: UNIT, hidden: UNIT, output: UNIT },
  'mean-field': { input: MOVING, hidden: MOVING, output: { ...MOVING, multiplier: -1 } },
  mup: {
    input: { ...PLAIN, rate: { sgd: 1, adam: 0 } },
    hidden: { ...PLAIN, rate: { sgd: 0, adam: -1 } },
    output: { multiplier: 0, deviation: -1, rate: { sgd: -1, adam: -1 } },
  },
}

/** What a parametrization makes of one layer. */
export interface Scales {
  readonly multiplier: number
  readonly deviation: number
  /** Of the learning rate. */
  readonly rate: number
}

export interface Place {
  readonly role: Role
  readonly fanIn: number
  /** The hidden width of the network, and that of its base, at which every parametrization has the rate as it is. */
  readonly width: number
  readonly baseWidth: number
  readonly optimizer: 'sgd' | 'adam'
}

/** At the base width, muP is the standard parametrization to the bit: its powers are of how many times wider a layer is. */
export function scalesOf(kind: Parametrization, { role, fanIn, width, baseWidth, optimizer }: Place): Scales {
  const { multiplier, deviation, rate } = powers[kind][role]
  const wider = width / baseWidth
  const beyondStandard = kind === 'mup' ? wider ** (deviation + 1 / 2) / Math.sqrt(fanIn) : fanIn ** deviation
  return { multiplier: fanIn ** multiplier, deviation: beyondStandard, rate: wider ** rate[optimizer] }
}
