import { from, lastValueFrom } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { reportAsJson, reportOnTerminal } from '#src/cli/reporter.ts'
import type { Mark } from '#src/vocabulary/index.ts'
import { enveloped, startedReport } from '../store/reports.ts'
import { moment, transition } from './events/teller.ts'

const written: string[] = []

beforeEach(() => {
  written.length = 0
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0)
})
afterEach(() => void vi.restoreAllMocks())

describe.each([
  ['a person', () => reportOnTerminal(100)],
  ['a program', reportAsJson],
])('what is told %s', (_, reporter) => {
  it('says a transition once, however often more of it is told', async () => {
    const plateau: Mark = transition('plateau', 72)
    const over: Mark = { ...plateau, transition: { ...plateau.transition!, end: 124 } }
    const marked = (mark: Mark) => ({ type: 'marked', mark }) as const
    const reports = [startedReport('r'), ...[plateau, over, moment(130), moment(130)].map(marked)]
    await lastValueFrom(from(enveloped('r', 0, reports)).pipe(reporter()), { defaultValue: null })
    const said = written.join('')
    expect(said.match(new RegExp(`${plateau.label} at step 72\\.`, 'g'))).toHaveLength(1)
    expect(said.match(new RegExp(`${moment(130).label} at step 130\\.`, 'g'))).toHaveLength(2)
  })
})
