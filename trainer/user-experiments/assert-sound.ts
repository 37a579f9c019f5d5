import { probes } from '#probes/index.ts'
import { parseCondition } from '#src/vocabulary/condition/parse.ts'
import { NEEDS, usageError, type Along, type Claim, type ParameterCard } from '#src/vocabulary/index.ts'
import { assertTrains, experiments, type Experiment } from '#trainer/experiments/index.ts'
import { plannedProbes, settingsFromTexts } from '#trainer/run/index.ts'
import { faultOf } from '#trainer/user-files/index.ts'
import { assertMeasured } from './assert-measured.ts'
import { FieldFault } from './field-fault.ts'

/** The name of a setting, as `--set` takes it. */
const KEY = /^[a-z][a-zA-Z0-9]*$/
const CLAIM_ID = /^[a-z0-9]+(-[a-z0-9]+)*$/

/**
 * Throws the first thing that would keep an experiment from being trained, measured and claimed as it says: a run of it is begun here
 * up to where TensorFlow would be needed.
 */
export function assertSound(experiment: Experiment): void {
  const { id, parameters, claims, opensWith = [], breakpoints = [] } = experiment
  if (experiments.some((one) => one.id === id))
    throw new FieldFault(
      'id',
      `'${id}' is taken by an experiment of the catalogue; choose another, and name the file so`,
    )
  assertDistinct('parameters', 'key', parameters.map(({ key }) => key)) // prettier-ignore
  parameters.forEach(assertParameter)
  // Here its recipe is asked, which reads the data, if there are some.
  of(experiment.own?.data === undefined ? 'recipe' : 'data', () => assertNeeds(experiment.provides))
  of('recipe', () => assertTrains(experiment))
  of('probes', () => plannedProbes(experiment, probes, {}))
  const attached = experiment.probes.map((one) => (typeof one === 'string' ? one : one.probe))
  const [stranger] = opensWith.filter((probe) => !attached.includes(probe))
  if (stranger !== undefined) throw new FieldFault('opensWith', `'${stranger}' is not one of its probes`)
  of('breakpoints', () => breakpoints.forEach(({ when }) => parseCondition(when)))
  assertDistinct('claims', 'id', claims.map((claim) => claim.id)) // prettier-ignore
  claims.forEach((claim) => of('claims', () => assertClaim(experiment, claim)))
}

function assertParameter(card: ParameterCard): void {
  const { key, about } = card
  const fault = (why: string) => new FieldFault(key, why)
  if (!KEY.test(key)) throw fault(`expected the name of a setting, such as 'width', got '${key}'`)
  if (about.trim() === '') throw fault('about: expected a text that says what it sets')
  if (card.type === 'choice') {
    if (!card.choices.includes(card.default)) throw fault(`its default '${card.default}' is not one of its choices`)
    return
  }
  const { default: standard, min, max, type } = card
  if (!(min <= standard && standard <= max)) throw fault(`its default ${standard} is not between ${min} and ${max}`)
  if (type === 'integer' && !Number.isInteger(standard)) throw fault(`expected a whole number, got ${standard}`)
}

function assertNeeds(provides: Experiment['provides']): void {
  const [unknown] = provides.filter((need) => !Object.hasOwn(NEEDS, need))
  if (unknown !== undefined) throw usageError(`There is no need '${String(unknown)}'`)
}

function assertClaim(experiment: Experiment, claim: Claim): void {
  const { id, from, to, settings = {}, along } = claim
  const fault = (why: string) => usageError(`claim '${id}': ${why}`)
  if (!CLAIM_ID.test(id)) throw fault('expected an id in words of a-z with dashes')
  if (from === null && to === null) throw fault('expected a band, but it is open on both sides')
  if (from !== null && to !== null && from > to) throw fault(`${from} to ${to} is not a band`)
  settingsFromTexts(
    experiment.parameters,
    Object.entries(settings).map(([key, value]) => `${key}=${value}`),
  )
  if (along !== undefined) assertAlong(experiment, along, (why) => fault(`along: ${why}`))
  assertMeasured(experiment, claim)
}

/** Every run along the setting can be trained, and they are enough to make a number of. */
function assertAlong({ parameters }: Experiment, { key, values, take }: Along, fault: (why: string) => Error): void {
  const numbers = parameters.filter(({ type }) => type !== 'choice').map((card) => card.key)
  if (!numbers.includes(key))
    throw fault(`'${key}' is no setting that is a number; possible: ${numbers.join(', ') || 'none'}`)
  settingsFromTexts(
    parameters,
    values.map((value) => `${key}=${value}`),
  )
  if (values.length < 2) throw fault(`expected 2 values of ${key} or more, got ${values.length}`)
  const twice = values.find((value, i) => values.indexOf(value) < i)
  if (twice !== undefined) throw fault(`${key} = ${twice} is there twice; each run has a value of its own`)
  const [low] = values.filter((value) => value <= 0)
  if (take === 'exponent' && low !== undefined)
    throw fault(`${key} = ${low} has no logarithm, which an exponent is taken of; expected values above 0`)
}

function assertDistinct(field: string, what: string, names: readonly string[]): void {
  const [twice] = names.filter((name, i) => names.indexOf(name) < i)
  if (twice !== undefined) throw new FieldFault(field, `two have the ${what} '${twice}'`)
}

/** Says of which field of the definition it is what is thrown, unless that knows a place of its own. */
function of(field: string, check: () => unknown): void {
  try {
    check()
  } catch (error) {
    const { line, why } = faultOf(error)
    throw error instanceof FieldFault || line !== null ? error : new FieldFault(field, why)
  }
}
