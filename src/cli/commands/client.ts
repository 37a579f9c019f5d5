import { Command } from 'commander'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { makeFolder } from '#src/store/index.ts'
import { clientScript } from '#src/setup/client-script.ts'
import { messageOf, runtimeError } from '#src/vocabulary/index.ts'
import { print, say } from '../terminal.ts'
import { root } from '../version.ts'

export function clientCommand(): Command {
  return new Command('client')
    .description('write the client for JavaScript, phasescope.js with its types: one module for a page or for Node')
    .option('--to <dir>', 'the folder in which it is written; made where it is not there', '.')
    .action(async ({ to }: { readonly to: string }) => {
      const folder = resolve(to)
      const types = readFileSync(join(root, 'src/clients/js/phasescope.d.ts'), 'utf8')
      written(folder, 'phasescope.d.ts', types)
      print(written(folder, 'phasescope.js', await clientScript(root)))
      say(
        'In a page: import { init } from "./phasescope.js"; let its origin report with serve --allow-origin, and make it a token: phasescope token create --right report',
      )
    })
}

/** Over what is there: it is ours, and may be of an earlier version. */
function written(folder: string, name: string, text: string): string {
  const file = join(folder, name)
  try {
    makeFolder(folder)
    writeFileSync(`${file}.partial`, text, { flush: true })
    renameSync(`${file}.partial`, file)
    return file
  } catch (error) {
    throw runtimeError(`Cannot write ${file}: ${messageOf(error)}`, error)
  }
}
