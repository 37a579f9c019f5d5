import { Option } from 'commander'
import { BANDS, CENTERS, type RunsQuestion } from '#src/vocabulary/index.ts'
import type { Texts } from '#src/schema/aggregate-text.ts'
import { dataOption, jsonOption, many } from './options.ts'

/** What every command takes that looks at many runs together. */
export interface StudyOptions {
  readonly where?: string
  readonly group?: string
  readonly run: readonly string[]
  readonly data: string
  readonly json?: boolean
  readonly csv?: boolean
}

/** Which runs, from where, and as what they are printed. */
export function studyOptions(): Option[] {
  return [
    new Option(
      '--where <condition>',
      'only runs for which this holds, such as \'weightDecay > 0.1 and tag = "paper"\'',
    ),
    new Option('--group <group>', 'only members of this sweep or study'),
    many('--run <id>', 'only this run; may be repeated'),
    dataOption(),
    new Option('--csv', 'print CSV'),
    jsonOption().conflicts('csv'),
  ]
}

/** What stands for a group, and what is drawn around it. */
export function bandOptions(): Option[] {
  return [
    new Option('--by <expressions>', 'what runs are grouped by, separated by commas, such as weightDecay'),
    new Option('--center <center>', 'what stands for a group').choices(CENTERS).default('median'),
    new Option('--band <band>', 'what is drawn around it; sd and se are about the mean, bootstrap is a 95 % interval')
      .choices(BANDS)
      .default('quartiles'),
    new Option('--seed <n>', 'the seed of the bootstrap').default('0'),
  ]
}

export function amongOf({ where, group, run }: StudyOptions): RunsQuestion {
  return {
    ...(where !== undefined && { where }),
    ...(group !== undefined && { group }),
    ...(run.length > 0 && { ids: run }),
  }
}

/** Of what a command was given, what a question is made of. */
export function textsOf(given: object, names: readonly string[]): Texts {
  const texts = Object.entries(given).filter(([name, text]) => names.includes(name) && text !== undefined)
  return Object.fromEntries(texts.map(([name, text]) => [name, String(text)]))
}
