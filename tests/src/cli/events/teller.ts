import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunEvent } from '#src/cli/events/run-event.ts'
import type { Mark } from '#src/vocabulary/index.ts'
import { runEvent } from '#src/cli/events/run-event.ts'
import { runOf } from '../../store/reports.ts'

/** What a command was told: its arguments, its stdin and its variables. */
export interface Heard {
  readonly args: readonly string[]
  readonly event: RunEvent
  readonly variables: Readonly<Record<string, string>>
}

const SCRIPT = `
import { writeFileSync, renameSync } from 'node:fs'
let text = ''
for await (const part of process.stdin) text += part
const variables = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('PHASESCOPE_EVENT_')))
const [folder, ...args] = process.argv.slice(2)
const name = folder + '/' + process.hrtime.bigint() + '-' + process.pid
writeFileSync(name, JSON.stringify({ args, event: JSON.parse(text), variables }))
renameSync(name, name + '.json')
`

/** A command that keeps what it is told in a folder, as a person would give it to \`--on-event\`. */
export function keepingCommand(folder: string, ...args: readonly string[]): string {
  const script = join(folder, 'keep.mjs')
  writeFileSync(script, SCRIPT)
  return [process.execPath, script, folder, ...args].map((word) => `'${word}'`).join(' ')
}

/** All that was told, in the order in which it was kept. */
export function heardIn(folder: string): Heard[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Heard)
}

export const moment = (step: number, label = 'Grokked'): Mark => ({
  by: 'grokked',
  step,
  label,
  about: 'It generalizes',
})

export function transition(key: string, step: number, seenAt = step, end: number | null = null): Mark {
  const known = { series: 'test-accuracy', key, onset: null, end, before: 0.1, after: null, seenAt, score: 1.5 }
  return { by: 'grokking', step, label: key, about: `${key} begins`, transition: known }
}

export const eventOf = (mark: Mark): RunEvent => runEvent(mark, runOf('r'), 1_700_000_000_000, 'http://127.0.0.1:4747')
