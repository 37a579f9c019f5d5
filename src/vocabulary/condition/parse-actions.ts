import type { ActionDict, Node } from 'ohm-js'
import type { BreakpointAction } from '../breakpoint.ts'
import { Actions } from './grammar.ts'
import { finiteNumber, misread, wholeSteps } from './quantity.ts'
import { read } from './read.ts'
import { nameFromText } from './words.ts'

/**
 * What a breakpoint does, from one line: `pause, checkpoint, densify sharpness every 1 for 200 steps, fork weightDecay=0,
 * mark "collapse"`. Which probes and settings there are is not known here.
 */
export function parseActions(text: string): readonly BreakpointAction[] {
  const list = meaning(read(Actions, 'Actions', text))
  return list.actions() as readonly BreakpointAction[]
}

const actions: ActionDict<BreakpointAction> = {
  Action_pause: (_pause) => ({ type: 'pause' }),
  Action_checkpoint: (_checkpoint) => ({ type: 'checkpoint' }),
  Action_mark: (_mark, label) => ({ type: 'mark', label: nameFromText(label.sourceString) }),
  Action_densify: (_densify, probes, _every, every, _steps, _for, steps) => ({
    type: 'densify',
    probes: namesOnce(probes),
    every: wholeSteps(every),
    steps: wholeSteps(steps),
  }),
  Action_fill: (_fill, probes, _every, every, _steps, _within, within) => ({
    type: 'fill',
    probes: namesOnce(probes),
    every: wholeSteps(every),
    within: wholeSteps(within),
  }),
  Action_fork: (_fork, changes) => ({ type: 'fork', set: settings(changes.asIteration().children) }),
}

const meaning = Actions.createSemantics()
  .addOperation<BreakpointAction>('action', actions)
  .addOperation<readonly BreakpointAction[]>('actions', {
    Actions: (list) => list.asIteration().children.map((one) => one.action() as BreakpointAction),
  })
  .addOperation<number | string>('value', {
    // + 0 makes 0 of -0, which no text and no JSON tells apart.
    Value_number: (minus, number) => (minus.children.length > 0 ? -1 : 1) * finiteNumber(number) + 0,
    Value_word: (word) => nameFromText(word.sourceString),
  })

function namesOnce(list: Node): readonly string[] {
  const names: string[] = []
  for (const node of list.asIteration().children) {
    const name = nameFromText(node.sourceString)
    if (names.includes(name)) throw misread(node, ['each probe once'])
    names.push(name)
  }
  return names
}

function settings(changes: readonly Node[]): Record<string, number | string> {
  const set = new Map<string, number | string>()
  for (const change of changes) {
    const key = nameFromText(change.child(0).sourceString)
    if (set.has(key)) throw misread(change, ['each setting once'])
    set.set(key, change.child(2).value() as number | string)
  }
  return Object.fromEntries(set)
}
