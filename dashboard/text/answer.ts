import type { Command, Outcome } from '#src/vocabulary/index.ts'
import { countText, msText } from './format.ts'

/** What came of a Command, in a sentence. */
export interface Answer {
  readonly ok: boolean
  readonly text: string
}

const DONE: Record<Command['type'], string> = {
  pause: 'Paused',
  resume: 'Resumed',
  stop: 'Stopped',
  step: 'Stepping',
  until: 'Running',
  set: 'Set',
  checkpoint: 'Checkpoint written',
  attach: 'Attached',
  detach: 'Detached',
  retune: 'Retuned',
  try: 'Tried',
  fork: 'Forked',
  break: 'Breakpoint set; it watches',
  unbreak: 'Removed',
  budget: 'Budget set',
}

/** The step at which it took effect and what there is to know besides, or why it did not. */
export function answerText(command: Command, outcome: Outcome): Answer {
  if (!outcome.ok) return { ok: false, text: outcome.why }
  const { step, ms, note } = outcome
  const from = command.type === 'break' || command.type === 'step' || command.type === 'until' ? 'from' : 'at'
  const took = ms === undefined || command.type !== 'try' ? '' : `; took ${msText(ms)}`
  const done = `${DONE[command.type]} ${from} step ${countText(step)}${took}`
  return { ok: true, text: note === undefined ? done : `${done}. ${note}` }
}
