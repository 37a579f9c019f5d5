import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { actionsText, MisreadError, PhasescopeError, type BreakpointAction } from '#src/vocabulary/index.ts'
import { parseActions } from '#src/vocabulary/condition/parse-actions.ts'
import { parseBreakpoint } from '#src/vocabulary/condition/parse-breakpoint.ts'

const LINE = 'pause, checkpoint, densify sharpness every 1 for 200 steps, fork weightDecay=0, mark "collapse"'
const ACTIONS: BreakpointAction[] = [
  { type: 'pause' },
  { type: 'checkpoint' },
  { type: 'densify', probes: ['sharpness'], every: 1, steps: 200 },
  { type: 'fork', set: { weightDecay: 0 } },
  { type: 'mark', label: 'collapse' },
]

describe('parseActions', () => {
  test('reads what a breakpoint does, and says it again', () => {
    expect(parseActions(LINE)).toEqual(ACTIONS)
    expect(actionsText(ACTIONS)).toBe(LINE)
  })

  test('takes several probes and several settings, numbers and words', () => {
    expect(
      parseActions('densify a and b every 5 steps for 1 step,fork rate = -1e-3 and loss=mse and "x y"="3, 4"'),
    ).toEqual([
      { type: 'densify', probes: ['a', 'b'], every: 5, steps: 1 },
      { type: 'fork', set: { rate: -1e-3, loss: 'mse', 'x y': '3, 4' } },
    ])
  })

  test('every list of actions is read again from its text', () => {
    const name = fc.oneof(fc.constantFrom('sharpness', 'and', '__proto__', 'a, b'), fc.string({ maxLength: 6 }))
    const steps = fc.integer({ min: 1, max: 1e6 })
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
    const action: fc.Arbitrary<BreakpointAction> = fc.oneof(
      fc.constantFrom<BreakpointAction>({ type: 'pause' }, { type: 'checkpoint' }),
      fc.record({ type: fc.constant('mark' as const), label: fc.string({ maxLength: 12 }) }),
      fc.record({
        type: fc.constant('densify' as const),
        probes: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
        every: steps,
        steps,
      }),
      fc.record({
        type: fc.constant('fill' as const),
        probes: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
        every: steps,
        within: steps,
      }),
      fc.record({
        type: fc.constant('fork' as const),
        set: fc
          .uniqueArray(fc.tuple(name, fc.oneof(number, name)), { minLength: 1, maxLength: 3, selector: ([key]) => key })
          .map((entries) => Object.fromEntries<number | string>(entries)),
      }),
    )
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 5 }), (actions) => {
        expect(parseActions(actionsText(actions))).toEqual(actions)
        expect(parseBreakpoint({ id: 'b1', when: 'a < 1', then: actions }).then).toEqual(actions)
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    ['', 0, "expected 'checkpoint', 'densify', 'fill', 'fork', 'mark' or 'pause', got the end"],
    ['pause and stop', 6, "expected ',' or the end, got 'and'"],
    ['pause,', 6, "expected 'checkpoint', 'densify', 'fill', 'fork', 'mark' or 'pause', got the end"],
    ['stop', 0, "expected 'checkpoint', 'densify', 'fill', 'fork', 'mark' or 'pause', got 'stop'"],
    ['mark collapse', 5, "expected a label in quotes, got 'collapse'"],
    ['densify', 7, 'expected a probe, got the end'],
    ['fill a every 2 for 3 steps', 15, "expected 'steps' or 'within', got 'for'"],
    ['fill a every 2 within 0 steps', 22, "expected a whole number of steps, at least 1, got '0'"],
    ['densify a for 3 steps', 10, "expected 'every' or 'and', got 'for'"],
    ['densify a every 0 for 3 steps', 16, "expected a whole number of steps, at least 1, got '0'"],
    ['densify a and a every 1 for 3 steps', 14, "expected each probe once, got 'a'"],
    ['fork', 4, 'expected a setting, got the end'],
    ['fork a', 6, "expected '=', got the end"],
    ['fork a=', 7, 'expected a number or a word, got the end'],
    ['fork a=1e999', 7, "expected a number that a double can hold, got '1e999'"],
    ['fork a=1 and a=2', 13, "expected each setting once, got 'a=2'"],
  ])('%s', (text, offset, message) => {
    expect(() => parseActions(text)).toThrow(MisreadError)
    expect(() => parseActions(text)).toThrow(
      expect.objectContaining({
        kind: 'usage',
        offset,
        message: `At character ${offset + 1} of '${text}': ${message}`,
      }),
    )
  })
})

describe('parseBreakpoint', () => {
  const good = { id: 'b1', when: 'a < 1', then: ACTIONS }

  test('takes what is spelled out, and only the fields that it knows', () => {
    expect(parseBreakpoint({ ...good, more: 1 })).toEqual(good)
  })

  test.each<[unknown, string]>([
    [null, 'breakpoint.id: expected a name, got undefined'],
    [{ ...good, id: '' }, "breakpoint.id: expected a name, got ''"],
    [{ ...good, when: 3 }, 'breakpoint.when: expected a condition, got 3'],
    [{ ...good, when: 'a <' }, "At character 4 of 'a <': expected a number, a series or '(', got the end"],
    [{ ...good, then: 'pause' }, "breakpoint.then: expected a list of actions, got 'pause'"],
    [
      { ...good, then: [] },
      "At character 1 of '': expected 'checkpoint', 'densify', 'fill', 'fork', 'mark' or 'pause', got the end",
    ],
    [
      { ...good, then: [{ type: 'stop' }] },
      'breakpoint.then[0]: expected pause, checkpoint, mark, densify, fill or fork',
    ],
    [{ ...good, then: [{ type: 'mark' }] }, 'breakpoint.then[0]'],
    [{ ...good, then: [{ type: 'densify', probes: [], every: 1, steps: 1 }] }, 'expected a probe'],
    [{ ...good, then: [{ type: 'fill', probes: ['a'], every: 1, steps: 1 }] }, 'breakpoint.then[0]'],
    [{ ...good, then: [{ type: 'densify', probes: ['a'], every: 0.5, steps: 1 }] }, 'expected a whole number of steps'],
    [{ ...good, then: [{ type: 'fork', set: { a: NaN } }] }, 'breakpoint.then[0]'],
    [{ ...good, then: [{ type: 'fork', set: {} }] }, 'expected a setting'],
  ])('%j', (value, message) => {
    expect(() => parseBreakpoint(value)).toThrow(PhasescopeError)
    expect(() => parseBreakpoint(value)).toThrow(message)
  })
})
