import { Command } from 'commander'
import { BOUNDS, usageError, withLabel, type Label, type Labels } from '#src/vocabulary/index.ts'
import { dataOption, givenName, hubAddress, jsonOption, many } from '../options.ts'
import { withSaidRun } from '../said-run.ts'
import { tell, type SteerOptions } from '../steer.ts'

interface Options extends SteerOptions {
  /** False for the name that the run declared. */
  name?: string | false
  tag: readonly string[]
  untag: readonly string[]
  note?: string | false
  archive?: boolean
  unarchive?: boolean
}

export function labelCommand(): Command {
  return new Command('label')
    .description('rename, tag, describe or archive a run; without an option, say what it is called')
    .argument('<run>', 'a run id, or its first characters if no other run shares them')
    .option('--name <text>', 'the name of the run', givenName)
    .option('--no-name', 'the name with which it was trained')
    .addOption(many('--tag <tag>', 'add a tag'))
    .addOption(many('--untag <tag>', 'remove a tag'))
    .option('--note <text>', 'a note on the run as a whole; `phasescope note` is for its steps')
    .option('--no-note', 'remove that note')
    .option('--archive', 'keep it out of lists that do not ask for archived runs')
    .option('--unarchive', 'bring it back to the lists')
    .option('--hub <url>', 'the hub of the run; by default the one that serves the data folder, if any', hubAddress)
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((given: string, options: Options) =>
      tell(options, () =>
        withSaidRun(given, options, async (run) => {
          const { labels } = await run.said()
          const label = labelOf(options, labels)
          if (Object.keys(label).length > 0) await run.label(label)
          const now = withLabel(labels, label)
          return { run: run.id, json: { ...now }, sentence: `${run.id}: ${textOf(now)}` }
        }),
      ),
    )
}

/** What the options change. */
function labelOf({ name, tag, untag, note, archive = false, unarchive = false }: Options, { tags }: Labels): Label {
  if (archive && unarchive) throw usageError('--archive and --unarchive: expected one of them, got both')
  const missing = untag.find((one) => !tags.includes(one))
  if (missing !== undefined)
    throw usageError(`--untag: expected a tag of the run (${tags.join(', ') || 'it has none'}), got '${missing}'`)
  const changed = [...new Set([...tags, ...tag.map((one) => one.trim())])].filter((one) => !untag.includes(one))
  if (changed.length > BOUNDS.tags) throw usageError(`--tag: expected at most ${BOUNDS.tags} tags of a run`)
  return {
    ...(name !== undefined && { name: name === false ? null : name }),
    ...(tag.length + untag.length > 0 && { tags: changed }),
    ...(note !== undefined && { note: note === false ? null : note }),
    ...((archive || unarchive) && { archived: archive }),
  }
}

function textOf({ name, tags, note, archived }: Labels): string {
  const said = [
    name === null ? 'named as it was trained' : `named '${name}'`,
    tags.length === 0 ? 'no tags' : `tags ${tags.join(', ')}`,
    ...(note === null ? [] : [`note '${note}'`]),
    ...(archived ? ['archived'] : []),
  ]
  return said.join('; ')
}
