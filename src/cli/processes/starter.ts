import { closeSync, writeSync } from 'node:fs'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { messageOf, type Outcome, type RunId } from '#src/vocabulary/index.ts'

/** With this word in its arguments, a trainer says what came of what it was started for, in one line on this descriptor. */
export const TELL_STARTER = '--tell-starter'
export const ANSWER_PIPE = 3

let isTold = false

/** Answers whoever started this process to have something done: that it was, or why not. The first answer counts. */
export function tellStarter(outcome: Outcome): void {
  if (isTold || !process.argv.includes(TELL_STARTER)) return
  isTold = true
  try {
    writeSync(ANSWER_PIPE, `${JSON.stringify(outcome)}\n`)
    closeSync(ANSWER_PIPE)
  } catch {
    // Who started it is gone: nobody waits for an answer.
  }
}

/**
 * The answer of a trainer that was started to have something done, in its own words, however long it takes: it ends with
 * the process. `log` is where that one says what a terminal would have shown.
 */
export function answerOf(child: ChildProcess, run: RunId, log: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const refused = (why: string) => resolve({ ok: false, why: `${why}; what it said is in ${log}` })
    child.once('error', (error) => refused(`No trainer of run '${run}' could be started: ${messageOf(error)}`))
    // Not at its exit: what it wrote may still be on its way.
    child.once('close', (code, signal) =>
      refused(`The trainer of run '${run}' ended with ${signal ?? `code ${code}`} before it answered`),
    )
    const pipe = child.stdio[ANSWER_PIPE] as Readable | null | undefined
    if (pipe) createInterface({ input: pipe }).once('line', (line) => resolve(JSON.parse(line) as Outcome))
  })
}
