import { Command } from 'commander'
import { badValue, isLabel, usageError } from '#src/vocabulary/index.ts'
import { archiveLines, importArchive, isArchiveFile } from '../import/archive.ts'
import { followAll, importAll } from '../import/import-all.ts'
import { faultText } from '../import/tally.ts'
import { dataOption, givenName, hubAddress, jsonOption } from '../options.ts'
import { interrupts$ } from '../processes/interrupt.ts'
import { hubServing } from '../serving.ts'
import { print, say } from '../terminal.ts'

interface Options {
  readonly follow?: boolean
  readonly dryRun?: boolean
  readonly hub?: string
  readonly data: string
  readonly name?: string
  readonly project?: string
  readonly step?: string
  readonly as?: string
  readonly json?: boolean
}

export function importCommand(): Command {
  return new Command('import')
    .description(
      'take in runs of other programs: event files of TensorBoard, .wandb files, projects of Trackio, CSV, JSON lines, Parquet; and take back an archive, equal to the bit; what was imported before comes no second time',
    )
    .argument('<path...>', 'files, or folders that are gone through')
    .option('--follow', 'go on, and take in what is written to them, until Ctrl-C')
    .option(
      '--hub <url>',
      'bring them to this hub; by default to the one that serves the data folder, if any',
      hubAddress,
    )
    .addOption(dataOption())
    .option('--name <name>', 'what the run is called, where there is one', givenName)
    .option('--project <name>', 'the project that the runs belong to, in place of their own', projectName)
    .option('--step <column>', 'the column, or key, of steps in CSV, JSON lines and Parquet')
    .option('--as <run>', 'of an archive: another id for its only run')
    .option('--dry-run', 'read, and say what would be taken, without taking it')
    .addOption(jsonOption())
    .action(importGiven)
}

/** Archives are taken back whole, one after the other; all else is read as what other programs wrote. */
async function importGiven(paths: readonly string[], options: Options): Promise<void> {
  const archives = paths.filter(isArchiveFile)
  if (options.as !== undefined && (archives.length !== 1 || paths.length !== 1))
    throw usageError(`--as: expected one archive, as \`export --format archive\` writes it; got ${paths.length} paths, ${archives.length} of them archives`) // prettier-ignore
  if (archives.length > 0) assertForArchives(options)
  let isNew = false
  for (const path of archives) {
    const taken = await importArchive(path, options.data, options)
    for (const line of archiveLines(path, taken)) print(line)
    isNew ||= taken.some(({ wasThere }) => !wasThere)
  }
  const hub = isNew ? await hubServing(options.data) : null
  if (hub !== null) print(`The hub at ${hub} has it from now on; a page of it that is open shows it once it is loaded anew`) // prettier-ignore
  const others = paths.filter((path) => !archives.includes(path))
  if (others.length > 0) await importOthers(others, options)
}

function assertForArchives({ name, project, step, follow, dryRun, json, hub }: Options): void {
  const given = Object.entries({ name, project, step, follow, 'dry-run': dryRun, json, hub })
  const [wrong] = given.find(([, value]) => value !== undefined && value !== false) ?? []
  if (wrong !== undefined)
    throw usageError(
      `--${wrong}: an archive is taken back as it is, into the data folder; import it without --${wrong}`,
    )
}

async function importOthers(paths: readonly string[], options: Options): Promise<void> {
  if (options.follow === true && options.dryRun === true) throw usageError('--dry-run: reads once; leave out --follow')
  const asked = new AbortController()
  interrupts$.subscribe((count) => {
    if (count > 1) process.exit(130)
    asked.abort()
  })
  const asking = { signal: asked.signal, say, told: options.json === true ? () => {} : print }
  if (options.follow === true) return followAll(paths, options, asking)
  const { runs, faults, leftOut, isWhole } = await importAll(paths, options, asking)
  if (!isWhole) process.exitCode = 1
  if (options.json === true) return print(JSON.stringify({ runs, faults, leftOut: Object.fromEntries(leftOut) }))
  for (const fault of faults) say(`phasescope: ${faultText(fault)}`)
  for (const [what, count] of leftOut) print(`${count} ${what} are no numbers, and left out`)
  if (options.dryRun === true) print('Nothing was kept, since --dry-run was given')
}

function projectName(given: string): string {
  if (!isLabel(given)) throw badValue('--project', 'a name without control characters', given)
  return given
}
