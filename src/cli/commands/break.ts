import type { Command } from 'commander'
import type { RunView } from '#src/wire/protocol.ts'
import { eventHints } from '#src/vocabulary/condition/event-hints.ts'
import { parseActions } from '#src/vocabulary/condition/parse-actions.ts'
import { parseCondition } from '#src/vocabulary/condition/parse.ts'
import { unknownSeries } from '#src/vocabulary/condition/unknown-series.ts'
import { steerBy, steering, type SteerOptions } from '../steer.ts'
import { freeId } from '#src/vocabulary/index.ts'

type Options = SteerOptions & { then: string; id?: string }

export function breakCommand(): Command {
  return steering('break', 'set a breakpoint: actions that a run takes at the first step at which a condition holds')
    .argument(
      '<condition>',
      `such as 'test-loss falls by 20 % within 500 steps', 'effective-rank/w1 < 20' or 'event("grokked")'`,
    )
    .option(
      '--then <actions>',
      'its actions, separated by commas: pause, checkpoint, mark "word", fork weightDecay=0, densify sharpness every 1 for 200 steps, fill gini every 1 within 50 steps',
      'pause',
    )
    .option('--id <name>', 'the id of the breakpoint; b1, b2, … if left out')
    .action(breakWhen)
}

async function breakWhen(given: string, when: string, options: Options): Promise<void> {
  const condition = parseCondition(when)
  const then = parseActions(options.then)
  await steerBy(given, options, async (run) => {
    const { facts, series } = await run.view()
    const id = options.id ?? freeId(everTaken(facts))
    const done = await run.command({ type: 'break', breakpoint: { id, when, then } })
    const known = series.filter(({ kind }) => kind === 'scalar').map(({ name }) => name)
    const marks = facts.flatMap(({ report }) => (report.type === 'marked' ? [report.mark] : []))
    const notes = [
      ...unknownSeries(condition, known).map(({ hint }) => hint),
      ...eventHints(condition, await detectorIds(), marks),
      ...(done.note ? [done.note] : []),
    ]
    return {
      json: { ...done, breakpoint: id, ...(notes.length === 0 ? {} : { note: notes.join('. ') }) },
      sentence: [`Set breakpoint ${id} of run ${run.id} at step ${done.step}`, ...notes].join('. '),
    }
  })
}

async function detectorIds(): Promise<string[]> {
  const { detectors } = await import('#probes/index.ts')
  return detectors.map(({ id }) => id)
}

/** Every id that a breakpoint of the run ever had, so that one means one thing on its timeline. */
function everTaken(facts: RunView['facts']): Set<string> {
  const applied = facts.flatMap(({ report }) => (report.type === 'applied' ? [report.command] : []))
  return new Set(applied.flatMap((command) => (command.type === 'break' ? [command.breakpoint.id] : [])))
}
