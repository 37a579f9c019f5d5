import { Command } from 'commander'
import { cardOf, type Probe } from '#probes/define.ts'
import { watchedBy } from '#probes/detectors/fold.ts'
import { detectors, probes } from '#probes/index.ts'
import { cadenceText, GROUPS, unknownName } from '#src/vocabulary/index.ts'
import { experiments, withSecondNetwork } from '#trainer/experiments/index.ts'
import { isDetector, probesFor } from '#trainer/observing/index.ts'
import { offlineText } from '#trainer/offline/index.ts'
import { cardText } from '../card-text.ts'
import { jsonOption } from '../options.ts'
import { tableOf } from '../table.ts'
import { print } from '../terminal.ts'

type Options = { search?: string; json?: boolean }

/** A probe or a detector, as this command sees them: something with words in it. */
type CatalogEntry = {
  readonly id: string
  readonly words: string
  readonly card: () => object
  readonly probe: Probe
}

export function probesCommand(): Command {
  return new Command('probes')
    .description('list the probes, print the card of one, or search for words')
    .argument('[words...]', 'the id of a probe, or words to search for')
    .option('--search <text>', 'only probes whose name, description or group contain all of these words')
    .addOption(jsonOption())
    .action((words: string[], { search, json = false }: Options) => {
      const text = [...words, ...(search === undefined ? [] : [search])].join(' ').trim()
      const one = search === undefined ? entries.find(({ id }) => id === text) : undefined
      const found = one === undefined ? entriesWith(text) : [one]
      if (found.length === 0) {
        throw unknownName(
          'probe',
          text,
          entries.map(({ id }) => id),
        )
      }
      if (json) return print(JSON.stringify(one === undefined ? found.map(({ card }) => card()) : one.card(), null, 2))
      print(one === undefined ? listText(found) : textOf(one.probe))
    })
}

const entries: readonly CatalogEntry[] = [
  ...probes.map((probe) => ({
    id: probe.id,
    words: [probe.id, probe.name, probe.symbol, probe.about, probe.group, ...probe.needs].join(' '),
    card: () => ({ ...cardOf(probe), offline: offlineText(probe), experiments: providersOf(probe) }),
    probe,
  })),
  ...detectors.map((probe) => ({
    id: probe.id,
    words: [probe.id, probe.name, probe.symbol, probe.about, probe.group, 'event detector', seriesOf(probe)].join(' '),
    card: () => ({ kind: 'event', ...cardOf(probe), watches: watchedBy(probe, {}).map(({ series }) => series) }),
    probe,
  })),
]

function entriesWith(text: string): CatalogEntry[] {
  const wanted = text.toLowerCase().split(/\s+/)
  return entries.filter(({ words }) => wanted.every((word) => words.toLowerCase().includes(word)))
}

/** Experiments that have everything the probe reads; a second network is for --with to bring. */
function providersOf(probe: Probe): string[] {
  return experiments.filter((one) => probesFor(withSecondNetwork(one), [probe]).length > 0).map(({ id }) => id)
}

function textOf(probe: Probe): string {
  const width = Math.min(process.stdout.columns ?? 100, 120)
  return cardText(cardOf(probe), offlineText(probe), providersOf(probe), width)
}

/** Group by group, in the order of the page. */
function listText(found: readonly CatalogEntry[]): string {
  const [cards, events] = [false, true].map((isEvent) =>
    found.map(({ probe }) => probe).filter((probe) => isDetector(probe) === isEvent),
  ) as [Probe[], Probe[]]
  const rows = cards
    .toSorted((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group))
    .map((card) => [
      card.group,
      card.id,
      card.name,
      card.symbol,
      card.unit,
      card.needs.join(', '),
      card.cost,
      cadenceText(card.cadence),
    ])
  const grouped = rows.map((row, i) => (row[0] === rows[i - 1]?.[0] ? ['', ...row.slice(1)] : row))
  const detected = events.map((card) => [card.id, card.name, card.symbol, seriesOf(card), card.about])
  return [
    ...(rows.length === 0
      ? []
      : [tableOf(['group', 'probe', 'name', 'symbol', 'unit', 'needs', 'cost', 'cadence'], grouped)]),
    ...(events.length === 0 ? [] : [tableOf(['detector', 'name', 'symbol', 'watches', 'event'], detected)]),
    `${rows.length} probes, ${events.length} detectors; phasescope probes <id> prints a card`,
  ].join('\n\n')
}

function seriesOf(detector: Probe): string {
  return watchedBy(detector, {})
    .map(({ series }) => series)
    .join(', ')
}
