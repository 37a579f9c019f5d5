import { cadenceText, needText, type OptionCard, type ProbeCard } from '#src/vocabulary/index.ts'

/** The whole of a card for a terminal, with what is not the card's own: who provides its needs, and what it reads of a file. */
export function cardText(card: ProbeCard, offline: readonly string[], experiments: readonly string[], width: number) {
  const { output, unit } = card
  const what = output.kind === 'points' ? 'set of points' : output.kind
  const kind = output.parts === 'many' ? `a ${what} for each part` : `one ${what}`
  const within = output.range === null ? '' : `, from ${output.range[0]} to ${output.range[1]}`
  const axis = output.axis === null ? '' : `, numbered by ${output.axis}`
  const sections: [string, readonly string[]][] = [
    ['Formula', [card.formula]],
    ['About', [card.about]],
    ['Caveat', [card.caveat]],
    ['Computed', [card.estimator]],
    ['Edge cases', [card.edges]],
    ['Theory', card.theory.map(theoryText)],
    ['Null models', card.nulls.map((model) => `--set null=${model}`)],
    ['Reference', [card.reference]],
    [
      'Gives',
      [
        output.kind === 'event'
          ? 'events: marks of the run'
          : `${kind}, ${unit === '1' ? 'dimensionless' : `in ${unit}`}${within}${axis}; ${output.scale} scale`,
      ],
    ],
    ['Group', [card.group]],
    [
      'Cost',
      output.kind === 'event'
        ? []
        : [`${card.cost}, ${cadenceText(card.cadence)}${card.remembers ? '; keeps a memory between steps' : ''}`],
    ],
    ['Options', card.options.map(optionText)],
    ['Needs', card.needs.map((need) => `${need}: ${needText(need)}`)],
    ['Experiments', output.kind === 'event' ? [] : [experiments.join(', ') || 'no experiment; measure a file']],
    [
      'Offline',
      output.kind === 'event'
        ? [`phasescope detect ${card.id} --input series.csv`]
        : [...offline.map((line) => `tensors for ${line}`), `phasescope measure ${card.id} --input FILE`],
    ],
  ]
  const title = `${card.name} (${card.id}), ${card.symbol}`
  const filled = sections.filter(([, lines]) => lines.length > 0)
  return [
    title,
    ...filled.flatMap(([name, lines]) => lines.map((line, i) => labeled(i === 0 ? name : '', line, width))),
  ].join('\n')
}

function optionText(option: OptionCard): string {
  const values =
    option.type === 'choice'
      ? option.choices.join(' | ')
      : option.type === 'series'
        ? 'a series'
        : `${option.type === 'integer' ? 'whole, ' : ''}${option.min} … ${option.max}`
  return `${option.key}=${option.default} (${values}): ${option.about}`
}

function theoryText({ label, formula, value, reference }: ProbeCard['theory'][number]): string {
  return `${label}: ${formula}${value === null ? '' : `, ${value}`} (${reference})`
}

const INDENT = 12

/** A paragraph beside its label, broken between words. */
function labeled(label: string, text: string, width: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width - INDENT) {
      lines.push(line)
      line = `  ${word}`
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((one, i) => (i === 0 ? label : '').padEnd(INDENT) + one).join('\n')
}
