import { Command } from 'commander'
import { cardOf } from '#probes/define.ts'
import { detectorCardOf } from '#probes/detector.ts'
import { detectors, probes } from '#probes/index.ts'
import { cadenceText } from '#src/vocabulary/index.ts'
import { jsonOption } from '../options.ts'
import { tableOf } from '../table.ts'

export function probesCommand(): Command {
  return new Command('probes')
    .description('list what can be measured, with the cards')
    .addOption(jsonOption())
    .action(({ json }: { json?: boolean }) => {
      const cards = probes.map(cardOf)
      if (json)
        return console.log(
          JSON.stringify(
            [...cards, ...detectors.map((detector) => ({ kind: 'event', ...detectorCardOf(detector) }))],
            null,
            2,
          ),
        )
      const rows = cards.map((card) => [
        card.id,
        card.symbol,
        card.group,
        cadenceText(card.cadence),
        card.cost,
        card.needs.join(', '),
        card.options.map(({ key }) => key).join(', '),
      ])
      console.log(tableOf(['probe', 'symbol', 'group', 'cadence', 'cost', 'needs', 'options'], rows))
      console.log(`\nEvents: ${detectors.map(({ id, about }) => `${id} (${about})`).join('; ')}`)
    })
}
