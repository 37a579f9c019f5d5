import { every, type Claim, type Claimed, type ParameterValues } from '#src/vocabulary/index.ts'
import { EXPRESSION_NAMES, EXPRESSIONS, modularWaves } from '#trainer/systems/index.ts'
import { lastOf } from './claimed.ts'
import { defineRuledExperiment } from './define.ts'
import * as p from './parameters.ts'

const PAPER = 'Doshi et al. 2024, arXiv:2406.03495'
const MOMENTS = 'Closed form: mean and variance of what a neuron adds to a logit, over even frequencies and phases'

/**
 * What networks that grok arrive at, written down: sums modulo p by waves, products by waves over logarithms, and
 * polynomials by an expert for each product and a network that sums what the experts say.
 */
export const modularClosedForm = defineRuledExperiment({
  id: 'modular-closed-form',
  name: 'Modular arithmetic in closed form',
  about:
    'Networks whose weights are waves of random frequencies and phases add and multiply modulo a prime without training. More terms need many more ' +
    'neurons; experts, put together, compute polynomials that no training finds. A step is a draw',
  reference: PAPER,
  parameters: {
    expression: {
      type: 'choice',
      default: 'a+b',
      choices: EXPRESSION_NAMES,
      about: 'What is asked: a sum of S terms has neurons that raise to the power S; other terms have an expert each',
    },
    modulus: {
      type: 'choice',
      default: '97',
      choices: ['23', '31', '59', '97', '113'],
      about: 'Number of residues, a prime: products have logarithms then',
    },
    smallest: p.whole(25, 1, 4096, 'Neurons of the smallest network'),
    doublings: p.whole(5, 0, 8, 'How often their number is doubled'),
    questions: p.whole(400, 1, 100_000, 'Questions asked of the networks of each draw, of all that there are'),
  },
  seed: 0,
  steps: 10,
  probes: [
    'theory-residual',
    { probe: 'profile', cadence: every(1) },
    { probe: 'inverse-participation-ratio', cadence: every(10) },
  ],
  opensWith: ['profile'],
  claims: [
    right('sums', 'Two hundred neurons add two residues without a mistake', { doublings: 3 }, 1, 'U1: 5 of 5 draws'),
    {
      ...right(
        'too-few',
        'A few neurons do not: their noise is as large as the answer',
        { doublings: 0 },
        0.3,
        MOMENTS,
      ),
      to: 0.7,
    },
    right(
      'products',
      'Five hundred multiply without a mistake, over logarithms',
      { expression: 'a*b', smallest: 500, doublings: 0 },
      1,
      PAPER,
    ),
    ...nearTheory('sums', {}, 4.2, 4.7),
    ...nearTheory('products', { expression: 'a*b' }, 4.2, 4.7),
    ...nearTheory('three-terms', { expression: 'a+b+c', smallest: 100, doublings: 4, questions: 200 }, 23.5, 27.5),
    ...nearTheory(
      'four-terms',
      { expression: 'a+b+c+d', modulus: '31', smallest: 500, doublings: 4, questions: 100 },
      140,
      170,
    ).map((one): Claim => ({ ...one, tier: 'nightly' })),
    right(
      'experts-of-squares',
      'Three experts and a network that sums compute a polynomial on which training fails',
      { expression: 'a^2+a*b+b^2', smallest: 2000, doublings: 0, questions: 100 },
      0.99,
      PAPER,
      4,
    ),
    right(
      'experts-of-cubes',
      'So do two another one',
      { expression: 'a^3+a*b', smallest: 400, doublings: 0, questions: 200 },
      0.99,
      PAPER,
      4,
    ),
    {
      id: 'pure-tones',
      about: 'Every neuron is one wave: the inverse participation ratio is 1',
      of: lastOf('inverse-participation-ratio/mean'),
      from: 1 - 1e-6,
      to: 1 + 1e-6,
      source: 'Gromov 2023, arXiv:2301.02679',
      settings: { doublings: 3 },
    },
  ],
  rule: ({ expression, modulus, ...values }, seed) =>
    modularWaves({ ...values, expression: EXPRESSIONS[expression], modulus: Number(modulus) }, seed),
})

function right(
  id: string,
  about: string,
  settings: ParameterValues,
  from: number,
  source: string,
  steps?: number,
): Claim {
  return { id, about, of: said('accuracy'), from, to: 1, source, settings, ...(steps !== undefined && { steps }) }
}

/** How far the right answer stands out at every size, and how many neurons it takes: 4.4, 25.3 and 154 by theory. */
function nearTheory(terms: string, settings: ParameterValues, from: number, to: number): Claim[] {
  const set = Object.keys(settings).length > 0 ? { settings } : {}
  const claim = (id: string, about: string, part: string, band: Pick<Claim, 'from' | 'to'>): Claim => ({
    id: `${terms}-${id}`,
    about,
    of: said(part),
    ...band,
    source: MOMENTS,
    ...set,
  })
  const [part, within] = ['signal-to-noise', 0.08]
  return [
    claim('stand-out', 'The right answer stands out from the noise as theory has it, at every size', `${part}.least`, { from: -within, to: null }), // prettier-ignore
    claim('not-more', 'And not more', `${part}.greatest`, { from: null, to: within }),
    claim('cost', 'Neurons for a signal as large as the noise', 'neurons-for-unit-signal', { from, to }),
  ]
}

function said(part: string): Claimed {
  return lastOf(`theory-residual/${part}`)
}
