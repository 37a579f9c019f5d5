import { Option } from 'commander'
import { resolve } from 'node:path'
import {
  assertPathName,
  badValue,
  GIVEN_NAME_EXPECTED,
  isGivenName,
  usageError,
  type RunId,
} from '#src/vocabulary/index.ts'
import { defaultData } from './default-data.ts'
import { TELL_STARTER } from './processes/starter.ts'

/** Options that several commands share, each said once. */
export const DEFAULT_PORT = 4747

export function dataOption(): Option {
  return new Option('--data <dir>', 'folder in which runs are stored')
    .default(defaultData(), defaultData())
    .argParser((given) => resolve(given))
}

export function jsonOption(): Option {
  return new Option('--json', 'print JSON on stdout and nothing else')
}

export function portOption(): Option {
  return new Option('--port <n>', 'port on 127.0.0.1; 0 picks a free one')
    .default(DEFAULT_PORT)
    .argParser((given) => wholeNumber('--port', given, 0, 65_535))
}

export function wholeNumber(name: string, given: string, min: number, max = Number.MAX_SAFE_INTEGER): number {
  const value = Number(given)
  const isRight = /^-?\d+$/.test(given) && Number.isSafeInteger(value) && value >= min && value <= max
  const most = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `between ${min} and ${max}`
  if (!isRight) throw badValue(name, `a whole number ${most}`, given)
  return value
}

/** The id of a run that is to be made. */
export function newRunName(given: string): RunId {
  assertPathName('--id', given)
  return given
}

/** The name that a person gives a run. */
export function givenName(given: string): string {
  return nameFrom('--name', given)
}

/** The name of the study that a run is a member of. */
export function givenGroup(given: string): string {
  return nameFrom('--group', given)
}

function nameFrom(option: string, given: string): string {
  if (!isGivenName(given)) throw badValue(option, GIVEN_NAME_EXPECTED, given)
  return given
}

export function hubAddress(given: string): string {
  if (!URL.canParse(given)) {
    throw usageError(`--hub: expected an address such as http://127.0.0.1:4747, got '${given}'`)
  }
  // A hub of this machine listens on 127.0.0.1; `localhost` could also be ::1, where another program may listen.
  return given.replace(/^http:\/\/localhost(?=[:/]|$)/i, 'http://127.0.0.1')
}

/** An option that may be given many times. */
export function many(flags: string, description: string): Option {
  return new Option(flags, description).argParser((given, before: string[]) => [...before, given]).default([], 'none')
}

/** What every command takes that carries out a run. */
export function executionOptions(): Option[] {
  return [
    new Option(
      '--hub <url>',
      'stream to this hub; by default to the one that serves the data folder, if there is one',
    ).argParser(hubAddress),
    new Option(
      '--probe-budget <share>',
      'the largest share of the computing time that probes may take, such as 5%',
    ).argParser((given) => share('--probe-budget', given)),
    new Option('--checkpoint-budget <MB>', 'megabytes that the checkpoints may take').argParser(
      (given) => wholeNumber('--checkpoint-budget', given, 1) * 1e6,
    ),
    new Option('--journal-budget <MB>', 'megabytes that reports may take on disk while the hub is away')
      .env('PHASESCOPE_JOURNAL_MB')
      .argParser((given) => wholeNumber('--journal-budget', given, 1) * 1e6),
    many(
      '--probes <dir>',
      'a folder of user-defined probes, which can be attached as soon as they are saved; may be repeated',
    ),
    new Option(
      '--unattended',
      'end when the run has ended, even if its hub is gone; undelivered reports are left in a journal',
    ),
    new Option(TELL_STARTER, 'tell the process that started this one what came of it').hideHelp(),
    dataOption(),
    jsonOption(),
  ]
}

/** `5%` or `0.05`. */
export function share(name: string, given: string): number {
  const value = given.endsWith('%') ? Number(given.slice(0, -1)) / 100 : Number(given)
  const isRight = given.trim() !== '' && given !== '%' && value > 0 && value <= 1
  if (!isRight) throw badValue(name, 'a share above 0 and at most 1, such as 5% or 0.05', given)
  return value
}
