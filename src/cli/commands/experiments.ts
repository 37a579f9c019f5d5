import { Command } from 'commander'
import { expectedText } from '#src/claims/index.ts'
import { unknownName, type ExperimentCard, type ParameterCard } from '#src/vocabulary/index.ts'
import { experimentCardOf } from '#trainer/experiments/index.ts'
import { experimentsOption, knownExperiments } from '../own-experiments.ts'
import { jsonOption } from '../options.ts'
import { tableOf } from '../table.ts'
import { print } from '../terminal.ts'

type Options = { json?: boolean; experiments: string[]; search?: string }

export function experimentsCommand(): Command {
  return new Command('experiments')
    .description('list the experiments, say everything of one, or search for words')
    .argument('[words...]', 'the id of an experiment, or words to search for')
    .option('--search <text>', 'only experiments whose name, description or source contain all of these words')
    .addOption(experimentsOption())
    .addOption(jsonOption())
    .action(async (words: string[], { json = false, experiments, search }: Options) => {
      const text = [...words, ...(search === undefined ? [] : [search])].join(' ').trim()
      const named = words.length === 1 && search === undefined ? text : undefined
      const cards = (await knownExperiments(experiments, named)).map(experimentCardOf)
      const one = search === undefined ? cards.find(({ id }) => id === text) : undefined
      const found = one === undefined ? cards.filter((card) => holdsWords(card, text)) : [one]
      if (found.length === 0)
        throw unknownName(
          'experiment',
          text,
          cards.map(({ id }) => id),
        )
      if (json) return print(JSON.stringify(one ?? found, null, 2))
      print(one === undefined ? listText(found) : experimentText(one))
    })
}

function holdsWords({ id, name, about, reference }: ExperimentCard, text: string): boolean {
  const words = [id, name, about, reference].join(' ').toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word))
}

/** A line each, and how to read more. */
function listText(cards: readonly ExperimentCard[]): string {
  const rows = cards.map(({ id, steps, name }) => [id, steps, name])
  return `${tableOf(['id', 'steps', 'name'], rows)}\n\nThe settings of one and what it claims: phasescope experiments <id>`
}

function experimentText(card: ExperimentCard): string {
  const { id, name, about, reference, steps, claims, parameters, gradient, figure } = card
  const head = `${id}: ${name}\n  ${about}\n  ${reference}\n  ${steps} steps; ${expectedText(claims)}`
  const tape = gradient === 'tape' ? ['  Its gradient comes from automatic differentiation: no Hessian products'] : []
  const own = figure === undefined ? [] : [`  phasescope figure ${id} draws ${figure}`]
  return [head, ...tape, ...own, ...parameters.map(parameterText)].join('\n')
}

function parameterText(card: ParameterCard): string {
  const range = card.type === 'choice' ? card.choices.join(' | ') : `${card.min} … ${card.max}`
  const change = card.settable ? '; can be changed during a run' : ''
  return `    ${card.key}=${card.default}  (${range})  ${card.about}${change}`
}
