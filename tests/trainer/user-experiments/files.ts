import { experimentText } from '#src/cli/new/texts.ts'

/** The file of an experiment as `phasescope new` writes it, and where it would lie. */
export const FILE = '/somewhere/my-experiment.ts'
export const GOOD = experimentText('my-experiment', 'My experiment')

/** The same with something else in one place. */
export function replaced(text: string, by: string): string {
  if (!GOOD.includes(text)) throw new Error(`The file of the tests has no ${text}`)
  return GOOD.replace(text, () => by)
}
