import { environment } from './node/builtin.ts'
import type { InitOptions } from './phasescope.d.ts'

export type Mode = NonNullable<InitOptions['mode']>
export type Resume = NonNullable<InitOptions['resume']>

const MODES: readonly Mode[] = ['online', 'offline', 'disabled']
const RESUMES: readonly Resume[] = ['never', 'allow', 'must']

/** How a run is to be begun. Throws of what an option cannot mean: nothing has begun then. */
export function howBegun(options: InitOptions): { readonly mode: Mode; readonly resume: Resume } {
  const env = environment()
  const mode = oneOf('mode', options.mode ?? (env?.PHASESCOPE_MODE || undefined) ?? 'online', MODES)
  const resume = oneOf('resume', options.resume ?? 'never', RESUMES)
  if (mode === 'offline' && env === null)
    throw new TypeError("mode: 'offline': a page has no disk to keep a run on; expected online or disabled")
  if (resume === 'must' && options.id === undefined)
    throw new TypeError("resume: 'must': expected the id of the run as well")
  return { mode, resume }
}

function oneOf<Word extends string>(what: string, given: unknown, words: readonly Word[]): Word {
  const found = words.find((word) => word === given)
  if (found === undefined) throw new TypeError(`${what}: expected one of ${words.join(', ')}, got ${shown(given)}`)
  return found
}

function shown(given: unknown): string {
  return typeof given === 'string' ? `'${given.slice(0, 60)}'` : typeof given
}
