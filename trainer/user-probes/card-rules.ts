import { isDeepStrictEqual } from 'node:util'
import { cardOf, type Probe } from '#probes/define.ts'
import {
  GROUPS,
  isDue,
  mayMeasureEveryStep,
  messageOf,
  NEEDS,
  NULL_MODELS,
  OUTPUT_KINDS,
  type CardKind,
  type OptionCard,
} from '#src/vocabulary/index.ts'
import { probeCard } from '#src/schema/cards.ts'
import { parsed } from '#src/schema/parsed.ts'
import { imbalanceOf } from './latex-balance.ts'

const COSTS = ['free', 'pass', 'passes']
const TEXTS = ['name', 'symbol', 'formula', 'unit', 'about', 'caveat', 'estimator', 'edges', 'reference'] as const

/** A file, an id and an export are one name: `weight-norm` in kebab case. */
export const ID = /^[a-z]+(-[a-z0-9]+)*$/

export function camelCase(id: string): string {
  return id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/**
 * What is wrong with a card, in sentences; nothing if it can be relied on. What every card must keep to for the run page,
 * the store and the scheduler to work with it; the catalogue is held to more (tests/catalogue.test.ts).
 */
export function cardFaults(probe: Probe): string[] {
  const { id, needs, output, options, theory, nulls, cost, cadence } = probe
  if (typeof id !== 'string' || !ID.test(id)) return [`id: expected a name in kebab case, got ${JSON.stringify(id)}`]
  const unsaid = TEXTS.filter((key) => typeof probe[key] !== 'string' || probe[key].trim() === '')
  if (unsaid.length > 0) return unsaid.map((key) => `${key}: expected a text, got none`)
  if (typeof probe.measure !== 'function') return ['measure: expected a function']
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(cardOf(probe))), cardOf(probe)))
    return ['The card contains something that JSON cannot express; apart from measure and memory it is plain data']
  const unknown = needs.filter((need) => !(need in NEEDS))
  const everyStep =
    mayMeasureEveryStep(cadence) || [1, 2, 3, 4, 5, 6, 7, 8].every((step) => isDue(cadence, step + 10_000))
  const [low, high] = output.range ?? [0, 1]
  const grid = output.grid ?? []
  const faults: [boolean, string][] = [
    [needs.length === 0, 'needs: expected at least one'],
    [unknown.length > 0, `needs: there is no ${unknown.join(', ')}`],
    [new Set(needs).size !== needs.length, 'needs: names the same one twice'],
    [!GROUPS.includes(probe.group), `group: expected one of ${GROUPS.join(', ')}`],
    [!COSTS.includes(cost), `cost: expected one of ${COSTS.join(', ')}`],
    [!isDue(cadence, 0), 'cadence: expected to be due at step 0'],
    [cost === 'passes' && everyStep, 'cadence: takes many passes and may not run every step'],
    [
      cadence.kind === 'adaptive' && output.kind !== 'scalar',
      'cadence: an adaptive one follows the curve of single numbers, which only a scalar has',
    ],
    [!kindsOf(probe).includes(output.kind), `output: expected one of ${OUTPUT_KINDS.join(', ')}`],
    [
      (output.axis === null) !== ['scalar', 'matrix', 'event'].includes(output.kind),
      'output: a spectrum has an axis, as have a curve, points and a histogram; a scalar and a matrix have none',
    ],
    [
      output.kind !== 'points' && (output.facet != null || output.path != null),
      'output: only points have a facet or a path',
    ],
    [output.kind !== 'spectrum' && output.grid !== null, 'output: only a spectrum has a grid'],
    [
      !isDeepStrictEqual(
        grid.toSorted((a, b) => a - b),
        [...grid],
      ),
      'output: the grid is not in order',
    ],
    [!(low < high), `output: ${low} to ${high} is not a range`],
    [nulls.some((model) => !NULL_MODELS.includes(model)), `nulls: expected some of ${NULL_MODELS.join(', ')}`],
    [new Set(nulls).size !== nulls.length, 'nulls: names the same one twice'],
    [probe.remembers !== (probe.memory !== undefined), 'remembers: leave it out; it follows from memory'],
    [
      needs.includes('series') !== options.some(({ type }) => type === 'series'),
      "needs: 'series' goes with an option that names a series, and the option with it",
    ],
    [new Set(options.map(({ key }) => key)).size !== options.length, 'options: two have the same key'],
    ...options.map((option): [boolean, string] => [
      !allows(option),
      `options.${option.key}: the default is not one of the allowed values, or its description is too short`,
    ]),
    ...[probe.formula, ...theory.map((line) => line.formula)].map((formula): [boolean, string] => {
      const imbalance = imbalanceOf(formula)
      return [imbalance !== null, `formula: ${imbalance} in ${formula}`]
    }),
  ]
  const found = faults.filter(([isFault]) => isFault).map(([, sentence]) => sentence)
  const unfit = found.length === 0 ? unfitness(cardOf(probe)) : null
  return unfit === null ? found : [unfit]
}

/** A detector gives an event, and nothing else does. */
function kindsOf({ detection }: Probe): readonly CardKind[] {
  return detection === undefined ? OUTPUT_KINDS : ['event']
}

/** Whether the default of an option is one of its values, and a person can tell what it does. */
export function allows(option: OptionCard): boolean {
  if (option.about.length < 5 || !/^[a-z][a-zA-Z]*$/.test(option.key)) return false
  if (option.type === 'choice') return option.choices.length > 1 && option.choices.includes(option.default)
  if (option.type === 'series') return option.default !== ''
  if (option.type === 'integer' && !Number.isInteger(option.default)) return false
  return option.min < option.max && option.min <= option.default && option.default <= option.max
}

/** Why no hub would take such a card, whatever else is right about it; null where one would. */
function unfitness(card: unknown): string | null {
  try {
    parsed(probeCard, card, 'card')
    return null
  } catch (error) {
    return messageOf(error)
  }
}
