import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'

/** Whether a system does what a closed form says of it. Look at the residual: how it shrinks with size tells what is missing. */
export const againstTheory = defineProbe({
  id: 'against-theory',
  name: 'Measured against theory',
  symbol: 'm, m*, m − m*',
  formula: String.raw`m, \qquad m^{*}, \qquad m - m^{*}`,
  unit: '1',
  about:
    'What a system measures of itself (under its name), what theory predicts for that (name.theory), and the difference ' +
    '(name.residual), on the same axes. Which quantities these are, and by which closed form, is said by the experiment',
  caveat:
    'A theory holds in a limit, of many neurons, small rates or long times: a residual of finite size is expected, and ' +
    'should shrink on the way there',
  estimator: 'Both as the system states them, in float64; the residual is their difference',
  edges: 'Absent where the system knows no closed form at this step or these settings; NaN gives NaN',
  reference:
    'The closed form of each experiment: see there. Amit, Gutfreund & Sompolinsky 1985, Phys. Rev. Lett. 55, 1530; Molgedey, ' +
    'Schuchhardt & Schuster 1992, Phys. Rev. Lett. 69, 3717; Oja 1982, J. Math. Biol. 15, 267; Pacelli et al. 2023, arXiv:2209.04882',
  needs: ['theory'],
  cost: 'free',
  cadence: every(1),
  group: 'ensembles',
  output: scalars(),
  options: [],
  measure: ({ theory }) => {
    const named = Object.entries(theory)
    if (named.length === 0) return absent('No closed form is known here')
    return Object.fromEntries(
      named.flatMap(([name, { measured, predicted }]) => [
        [name, measured],
        [`${name}.theory`, predicted],
        [`${name}.residual`, measured - predicted],
      ]),
    )
  },
})
