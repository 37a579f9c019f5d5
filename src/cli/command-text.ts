import { defaultData } from './default-data.ts'

/** A command as a hint names it: with the data folder that is meant, where another would be taken without saying so. */
export function commandText(command: string, data: string): string {
  return `phasescope ${command}${data === defaultData() ? '' : ` --data ${inShell(data)}`}`
}

/** A path as one word of a command line. */
function inShell(path: string): string {
  return /^[\w./~@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}
