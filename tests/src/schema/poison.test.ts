import { describe, expect, test } from 'vitest'
import { BOUNDS, type Run } from '#src/vocabulary/index.ts'
import { pack } from '#src/wire/pack.ts'
import { bytesFromReports, reportsFromBytes } from '#src/wire/reports.ts'
import { declaration, runOf, startedReport } from '../store/reports.ts'

/** Once stored, each of these left the run list or a page broken for everybody, for good. */
const run = runOf('r')
const started = startedReport('r')
const series = declaration('loss')
const applied = (command: unknown) => ({ type: 'applied', command, step: 1 })
const ended = { type: 'ended', how: 'stopped', step: 5, msPerStep: 1, weights: 'sha256:0', why: null }
const withRun = (changed: object) => ({ ...started, run: { ...run, ...changed } })
const claim = {
  id: 'c',
  about: '',
  of: { kind: 'at', series: 'x', step: 'last' },
  from: 0,
  to: 1,
  source: '',
  steps: 1,
}
const deep = Array.from({ length: 1000 }).reduce<object>((of) => ({ kind: 'ratio', of, and: claim.of }), claim.of)
const noted = (changed: object) => ({ type: 'noted', note: { id: 'n', from: 1, to: 1, text: 'x', ...changed } })
const long = 'x'.repeat(BOUNDS.name + 1)

describe('what would be stored is checked whole', () => {
  test.each<[string, unknown, RegExp]>([
    ['a run that is only its id', { ...started, run: { id: 'r' } }, /type = started\).run.name: expected the name of a run/],
    ['a run without a backend', withRun({ backend: null }), /run.backend: expected what computes the run, got null/],
    ['nested parameters', withRun({ parameters: { a: { b: 1 } } }), /run.parameters.a: expected a number or a word, got {"b":1}/],
    ['parameters in a list', withRun({ parameters: [[]] }), /run.parameters.0: expected a number or a word, got \[\]/],
    ['a seed that is none', withRun({ seed: '7' }), /run.seed: expected a finite number, got '7'/],
    ['a run id that leads elsewhere', withRun({ id: '../../evil' }), /run.id: expected a run id, a name of 1 to 128/],
    ['a parent that leads elsewhere', withRun({ parent: { run: '..', step: 1, set: {} } }), /run.parent.run: expected a run id/],
    ['a name with an escape', withRun({ name: '\u001b[2J' }), /run.name: expected the name of a run, 1 to 256 characters without/],
    ['a host that is a record', withRun({ host: {} }), /run.host: expected the name of a machine/],
    ['no cards', { ...started, probes: undefined }, /probes: expected a list of cards, got undefined/],
    ['a card that is only an id', { ...started, probes: [{ id: 'x' }] }, /probes\[0\].name: expected a name/],
    ['a detector without what it watches', { ...started, detectors: [{ id: 'x', name: 'x', about: '', reference: '' }] }, /detectors\[0\].watches: expected a list of series/], // prettier-ignore
    ['claims that are none', { ...started, claims: 'all' }, /claims: expected a list of claims/],
    ['a claim without a band', { ...started, claims: [{ ...claim, from: undefined }] }, /claims\[0\].from: expected a finite number/],
    ['a claim of nothing known', { ...started, claims: [{ ...claim, of: { kind: 'wish' } }] }, /claims\[0\].of.kind: expected a number of a run/],
    ['a claim as deep as memory', { ...started, claims: [{ ...claim, of: deep }] }, /of.kind: expected a number of a run/],
    ['a Command of nothing', applied({}), /type = applied\).command.type: expected one of pause, resume/],
    ['a Command of the prototype', applied({ type: 'toString' }), /command.type: expected one of pause/],
    ['a Command without its fields', applied({ type: 'set', key: 'rate' }), /command\(type = set\).value: expected a number or a word/],
    ['a setting that is a record', applied({ type: 'set', key: 'rate', value: {} }), /command\(type = set\).value: expected a number or a word, got {}/],
    ['a breakpoint without actions', applied({ type: 'break', breakpoint: { id: 'b', when: 'x < 1' } }), /breakpoint.then: expected a list of actions/],
    ['a kind that no panel draws', { type: 'declared', series: { ...series, kind: 'toString' } }, /series.kind: expected one of scalar, spectrum, matrix, curve, points, histogram, got 'toString'/],
    ['a scale that is none', { type: 'declared', series: { ...series, scale: null } }, /series.scale: expected one of linear, log/],
    ['a range without an end', { type: 'declared', series: { ...series, range: [0] } }, /series.range\[1\]: expected /],
    ['a group that is a record', { type: 'declared', series: { ...series, group: {} } }, /series.group: expected a group/],
    ['a series name without end', { type: 'declared', series: { ...series, name: long } }, /series.name: expected a series name, 1 to 256/],
    ['an end that is none', { ...ended, how: 'vanished' }, /type = ended\).how: expected one of completed, stopped, failed, got 'vanished'/],
    ['an end without weights', { ...ended, weights: null }, /type = ended\).weights: expected a hash/],
    ['a cadence of no steps', { type: 'attached', probe: 'p', step: 1, cadence: { kind: 'every', steps: 0 }, options: {} }, /cadence.steps: expected a whole number from 1, got 0/],
    ['a cadence that is none', { type: 'attached', probe: 'p', step: 1, cadence: {}, options: {} }, /cadence.kind: expected a cadence/],
    ['an option that is a list', { type: 'attached', probe: 'p', step: 1, cadence: { kind: 'every', steps: 1 }, options: { a: [] } }, /options.a: expected a number or a word/],
    ['a reason that is a record', { type: 'failed', probe: 'p', step: 1, why: { toString: 1 } }, /why: expected a reason/],
    ['a reason without end', { type: 'failed', probe: 'p', step: 1, why: 'x'.repeat(BOUNDS.text + 1) }, /why: expected a reason, at most 8192 characters, got 'xxx/],
    ['a group that is a record', withRun({ group: {} }), /run.group: expected the name of a sweep or study/],
    ['a name that shows nothing', { type: 'labeled', name: ' ' }, /type = labeled\).name: expected a name of 1 to 256 characters that can be seen/],
    ['tags that are a word', { type: 'labeled', tags: 'paper' }, /type = labeled\).tags: expected a list of tags/],
    ['tags without end', { type: 'labeled', tags: Array(BOUNDS.tags + 1).fill('x') }, /tags: expected at most 64 tags/],
    ['a tag of two lines', { type: 'labeled', tags: ['ok', 'a\nb'] }, /tags\[1\]: expected a tag of 1 to 64 characters/],
    ['a tag without end', { type: 'labeled', tags: ['x'.repeat(BOUNDS.tag + 1)] }, /tags\[0\]: expected a tag of 1 to 64/],
    ['a note on a run without words', { type: 'labeled', note: '' }, /type = labeled\).note: expected a text of 1 to 8192/],
    ['a note on a run without end', { type: 'labeled', note: long.repeat(40) }, /labeled\).note: expected a text of 1 to 8192/],
    ['an archive that is a word', { type: 'labeled', archived: 'yes' }, /labeled\).archived: expected true or false/],
    ['a note on no step', noted({ from: -1 }), /note.from: expected a whole number from 0, got -1/],
    ['a note that ends before it begins', noted({ from: 9, to: 3 }), /note.to: expected a last step that is no earlier/],
    ['a note without words', noted({ text: '\n' }), /note.text: expected a text of 1 to 8192 characters that can be seen, or null/],
    ['a note whose id leads elsewhere', noted({ id: '../n' }), /note.id: expected the id of a note, a name of 1 to 128/],
    ['a list', [], /report.type: expected one of measured, started/],
  ])('%s', (_what, report, message) => {
    const bytes = pack([{ run: 'r', seq: 0, at: 1, report }], [])
    expect(() => reportsFromBytes(bytes)).toThrow(message)
  }) // prettier-ignore

  test('lists in lists without end, and not what they lie in', () => {
    const bytes = bytesFromReports([{ run: 'r', seq: 0, at: 1, report: { ...ended, why: 'WHY' } } as never])
    const text = new TextDecoder().decode(bytes.subarray(8)).trimEnd()
    const deep = text.replace('"WHY"', `${'['.repeat(500_000)}${']'.repeat(500_000)}`)
    const header = new TextEncoder().encode(deep + ' '.repeat((8 - (deep.length % 8)) % 8))
    const message = new Uint8Array(8 + header.length)
    message.set(bytes.subarray(0, 4))
    new DataView(message.buffer).setUint32(4, header.length, true)
    message.set(header, 8)
    expect(messageOf(() => reportsFromBytes(message))).toMatch(
      /^At reports\[0\].report\(type = ended\).why: expected a reason/,
    )
  })

  test('a refusal is short, whatever came', () => {
    const huge = withRun({ parameters: { ['k'.repeat(1000)]: Array.from({ length: 1e5 }, () => 'x'.repeat(100)) } })
    const bytes = bytesFromReports([{ run: 'r', seq: 0, at: 1, report: huge } as never])
    expect(messageOf(() => reportsFromBytes(bytes)).length).toBeLessThan(600)
  })
})

test('a later version may say more: unknown words of lists that grow are labels, and unknown fields are dropped', () => {
  const later: Run = { ...run, backend: { ...run.backend, name: 'webgpu' as 'wasm' } }
  const report = { ...started, run: { ...later, mood: 'bright' } }
  const group = { type: 'declared', series: { ...series, group: 'astrology' } }
  const envelopes = [report, group].map((one, seq) => ({ run: 'r', seq, at: 1, report: one }))
  const read = reportsFromBytes(bytesFromReports(envelopes as never)).map((one) => one.report)
  expect(read).toEqual([{ ...started, run: later }, group])
})

function messageOf(work: () => void): string {
  try {
    work()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('nothing was thrown')
}
