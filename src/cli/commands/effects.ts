import { Command } from 'commander'
import { csvRow, usageError, type EffectGroup, type Effects, type Fit } from '#src/vocabulary/index.ts'
import { EFFECT_TEXTS, effectFromTexts } from '#src/schema/aggregate-text.ts'
import { openCurrentStore } from '#src/cli/processes/open-current-store.ts'
import { jsonOfEffects } from '#src/wire/effects.ts'
import { commandText } from '../command-text.ts'
import { keyText } from '../key-text.ts'
import { amongOf, bandOptions, studyOptions, textsOf, type StudyOptions } from '../study-options.ts'
import { tableOf } from '../table.ts'
import { print } from '../terminal.ts'
import { sayUnknownNames } from '../unknown-names.ts'

export function effectsCommand(): Command {
  const command = new Command('effects')
    .description('compute what a number of each run does as a setting changes')
    .requiredOption(
      '--of <expression>',
      'the number, such as \'onset("grokked")\', \'duration("generalization")\' or \'last("test-loss")\'',
    )
  for (const option of [...bandOptions(), ...studyOptions()]) command.addOption(option)
  return command.action(async (options: StudyOptions) => {
    const { data, json, csv } = options
    const question = effectFromTexts(textsOf(options, EFFECT_TEXTS), amongOf(options))
    const store = await openCurrentStore(data)
    try {
      const effects = await store.effects(question)
      await sayUnknownNames(store, question.among, [question.of, ...question.by])
      if (json) return print(JSON.stringify(jsonOfEffects(effects)))
      if (effects.rows.length === 0) throw usageError(`There are no such runs; see ${commandText('runs', data)}`)
      if (csv) return print(csvOf(effects, question.by))
      print(textOf(effects, question.by))
    } finally {
      await store.close()
    }
  })
}

/** One line a run; `beyond` is its last step where the event never came. */
function csvOf({ rows }: Effects, by: readonly string[]): string {
  const lines = rows.map(({ run, factors, value, beyond }) => csvRow([run, ...factors, value, beyond]))
  return [csvRow(['run', ...by, 'value', 'beyond']), ...lines].join('\n')
}

function textOf({ groups, fits }: Effects, by: readonly string[]): string {
  const table = tableOf([...by, 'center', 'low', 'high', 'runs', 'never came'], groups.map(rowOf))
  return [table, ...fits.map(fitText)].join('\n')
}

function rowOf({ key, center, low, high, n, censored }: EffectGroup): (string | number)[] {
  return [...key.map(keyText), ...[center, low, high].map(short), n, censored]
}

function fitText({ model, formula, parameters, r2, why }: Fit): string {
  if (why !== null) return `No ${model} fit: ${why}`
  const said = parameters.map(
    ({ name, value, low, high }) => `${name} = ${short(value)} [${short(low)}, ${short(high)}]`,
  )
  return `${formula}: ${said.join(', ')}; R² ${short(r2)}`
}

/** Five digits; a dash where there is no number, as of a group in which the event never came. */
function short(value: number): number | string {
  return Number.isNaN(value) ? '–' : Number(value.toPrecision(5))
}
