import { Command } from 'commander'
import { expectedText } from '#src/claims/index.ts'
import { unknownName, type ExperimentCard, type ParameterCard } from '#src/vocabulary/index.ts'
import { experimentCardOf } from '#trainer/experiments/index.ts'
import { experimentsOption, knownExperiments } from '../own-experiments.ts'
import { jsonOption } from '../options.ts'
import { print } from '../terminal.ts'

export function experimentsCommand(): Command {
  return new Command('experiments')
    .description('list the experiments with all their settings')
    .argument('[id]', 'only this one')
    .addOption(experimentsOption())
    .addOption(jsonOption())
    .action(async (id: string | undefined, { json, experiments }: { json?: boolean; experiments: string[] }) => {
      const cards = (await knownExperiments(experiments, id)).map(experimentCardOf)
      const one = cards.find((card) => card.id === id)
      if (id !== undefined && one === undefined) {
        throw unknownName(
          'experiment',
          id,
          cards.map((card) => card.id),
        )
      }
      if (json) return print(JSON.stringify(one ?? cards, null, 2))
      print((one === undefined ? cards : [one]).map(experimentText).join('\n\n'))
    })
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
