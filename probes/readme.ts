import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  cadenceText,
  GROUPS,
  needText,
  type OptionCard,
  type ProbeCard,
  type TheoryLine,
} from '#src/vocabulary/index.ts'
import { UNASKED } from './detectors/index.ts'
import { detectors, probes } from './index.ts'

/** The catalogue as a page to read, written from the cards: `node probes/readme.ts`. A test fails when it is stale. */
export const README = join(import.meta.dirname, 'README.md')

export function readmeText(): string {
  const groups = GROUPS.map((group) => ({ group, cards: probes.filter((probe) => probe.group === group) }))
  const sections = [
    INTRODUCTION,
    ...groups
      .filter(({ cards }) => cards.length > 0)
      .flatMap(({ group, cards }) => [`## ${capitalized(group)}`, ...cards.map(probeText)]),
    '## Detectors',
    DETECTORS,
    ...detectors.map(detectorText),
  ]
  return sections.join('\n\n') + '\n'
}

const INTRODUCTION = `# Probes

<!-- Written by \`node probes/readme.ts\` from the cards. Change a card, then run it. -->

What can be observed of a run. Each probe is one file: a card that says all of this, and one function of a snapshot of
the run. Attach any of them before or during a run by its id. A value that cannot be computed is reported as absent,
with the reason; NaN and infinities are kept, since divergence is a result.

Costs: \`free\` reads what the step has already, \`pass\` takes one more forward pass or a decomposition of that order,
\`passes\` takes many and never runs every step.`

const DETECTORS = `A detector is a probe whose output is an event: a pure reducer over the series that its options name, which says what happened
as marks of the run. It is attached, retuned and detached like any other probe, late too: then it sees at once what its series have been.
The same detector says the same of a file: \`phasescope detect <id> --input series.csv\`.`

function probeText(card: ProbeCard): string {
  const facts = [
    `Needs: ${card.needs.map((need) => `\`${need}\` (${needText(need)})`).join(', ')}`,
    `Gives: ${outputText(card)}`,
    `Cost: \`${card.cost}\`, ${cadenceText(card.cadence)} by default`,
    ...card.options.map((option) => `Option: ${optionText(option)}`),
    ...card.theory.map(theoryText),
    ...(card.nulls.length === 0 ? [] : [`Null models: ${card.nulls.map(code).join(', ')}`]),
  ]
  return cardText(card, facts)
}

/** A card under its name: what is said of all alike, with what else there is to say of this one. */
function cardText(card: ProbeCard, more: readonly string[]): string {
  const facts = [
    ...more,
    `Caveat: ${card.caveat}`,
    `Computed: ${card.estimator}`,
    `Edges: ${card.edges}`,
    `Reference: ${card.reference}`,
  ]
  return [
    `### ${card.name}`,
    `\`${card.id}\`, symbol \`${card.symbol}\``,
    `$$\n${card.formula}\n$$`,
    card.about,
    facts.map((fact) => `- ${fact}`).join('\n'),
  ].join('\n\n')
}

const WHAT = {
  scalar: 'a number',
  spectrum: 'a list of numbers',
  matrix: 'a matrix',
  curve: 'a curve',
  points: 'labeled points in a plane',
  histogram: 'a histogram',
  event: 'an event',
} as const

function theoryText({ label, formula, value, reference }: TheoryLine): string {
  return `Theory: ${label}, $${formula}$${value === null ? '' : ` = ${value}`} (${reference})`
}

function outputText({ id, output, unit }: ProbeCard): string {
  const what = WHAT[output.kind] + (output.axis === null ? '' : `, by ${output.axis}`)
  const parts = output.parts === 'one' ? '' : `, for each part, as \`${id}/…\``
  const range = output.range === null ? '' : `, within [${output.range.join(', ')}]`
  return `${what}${parts}; unit \`${unit}\`${range}`
}

function optionText(option: OptionCard): string {
  return `\`${option.key}\` (${possibleText(option)}; default ${code(String(option.default))}): ${option.about}`
}

function possibleText(option: OptionCard): string {
  if (option.type === 'choice') return option.choices.map(code).join(', ')
  return option.type === 'series' ? 'a scalar series' : `${option.type}, ${option.min} to ${option.max}`
}

function detectorText(card: ProbeCard): string {
  const facts = [
    ...card.options.map((option) => `Option: ${optionText(option)}`),
    ...(UNASKED.includes(card.id) ? ['It watches every run that has its series, unasked'] : []),
  ]
  return cardText(card, facts)
}

function code(text: string): string {
  return `\`${text}\``
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

if (import.meta.main) writeFileSync(README, readmeText())
