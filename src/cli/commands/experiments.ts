import { Command } from 'commander'
import { experimentCards } from '#trainer/experiments/index.ts'
import { jsonOption } from '../options.ts'

export function experimentsCommand(): Command {
  return new Command('experiments')
    .description('list what can be trained, with every setting')
    .addOption(jsonOption())
    .action(({ json }: { json?: boolean }) => {
      const cards = experimentCards()
      if (json) return console.log(JSON.stringify(cards, null, 2))
      for (const card of cards) {
        console.log(
          `${card.id}: ${card.name}\n  ${card.about}\n  ${card.reference}\n  ${card.steps} steps; ${card.expects}`,
        )
        for (const parameter of card.parameters) {
          const range =
            parameter.type === 'choice' ? parameter.choices.join(' | ') : `${parameter.min} … ${parameter.max}`
          console.log(
            `    ${parameter.key}=${parameter.default}  (${range})  ${parameter.about}${parameter.settable ? '; may change in mid-run' : ''}`,
          )
        }
        console.log()
      }
    })
}
