import { isForeign, type Command } from '#src/vocabulary/index.ts'
import type { RunState } from './run-state.ts'

/** What holds of a run that another program trains and what does not, a line each: what it is about, and what is so. */
export interface Holding {
  readonly about: string
  readonly text: string
}

export function holdings(
  { run, cards }: Pick<RunState, 'run' | 'cards'>,
  { live, accepts }: { readonly live: boolean; readonly accepts: readonly Command['type'][] },
): readonly Holding[] {
  if (run === null || !isForeign(run)) return []
  const isImported = run.client.name === 'import'
  return [
    {
      about: 'Numbers',
      text: isImported
        ? 'They are as the files say, each at the step that stands there. Phasescope computed none of them'
        : 'They are as its script logged them, late and repeated steps included. Phasescope computed none of them but what probes measure',
    },
    {
      about: 'Training again',
      text: 'There is no replay, no fork and no resuming here, and the same seed need not give the same bits: only its own program can train it',
    },
    { about: 'Probes', text: probesText(cards.length, isImported) },
    { about: 'Control', text: controlText(live, accepts, isImported) },
    ...(accepts.length > 0 && !accepts.includes('break') ? [BREAKPOINTS] : []),
  ]
}

const BREAKPOINTS: Holding = {
  about: 'Breakpoints',
  text: 'None can be set: only a trainer of Phasescope looks at conditions as it measures. A pause at a step can be',
}

function probesText(count: number, isImported: boolean): string {
  if (count > 0)
    return `${count} can be attached: a process beside its program measures the snapshots that this writes. What they say of the past is of the snapshots that are still there`
  if (isImported) return '`phasescope observe FOLDER` measures the snapshots or checkpoints that its program wrote'
  return 'None can be attached: for them its script writes snapshots (`run.snapshot`), which `phasescope observe FOLDER` measures'
}

function controlText(live: boolean, accepts: readonly Command['type'][], isImported: boolean): string {
  if (isImported) return 'What is imported takes no commands'
  if (!live) return 'Its program is not connected'
  if (accepts.length === 0) return 'Its program reports only, and takes no commands (a loop over `run.steps` would)'
  return `Its program takes ${accepts.join(', ')}`
}
