import { Command } from 'commander'
import { usageError } from '#src/vocabulary/index.ts'
import { archiveLines, importArchive, isArchiveFile } from '../imports/archive.ts'
import { dataOption } from '../options.ts'
import { print } from '../terminal.ts'

interface Options {
  readonly as?: string
  readonly data: string
}

export function importCommand(): Command {
  return new Command('import')
    .description('take back the runs of an archive that export wrote, equal to the bit')
    .argument('<path>', 'the archive')
    .option('--as <run>', 'another id for its only run')
    .addOption(dataOption())
    .action(async (path: string, { data, ...options }: Options) => {
      if (!isArchiveFile(path)) throw usageError(`${path}: expected an archive, as export --format archive writes it`)
      for (const line of archiveLines(path, await importArchive(path, data, options))) print(line)
    })
}
