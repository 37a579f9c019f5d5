import type { Probe } from '#probes/define.ts'
import type { Lab } from '../lab.ts'
import { answerTo, type GoodInputs } from './inputs.ts'
import { leftIn, type Left } from './left-in.ts'
import { placesOf, withValues, type Place } from './places.ts'

/**
 * What a probe says wrongly of inputs that diverged, one sentence a case. NaN or an infinity is put into one place of
 * one input at a time. Whatever depends on that place must then be NaN, infinite, or absent with a reason that says so;
 * what no finite number in that place changes does not depend on it.
 */
export function plausibleNumbersOf(probe: Probe, good: GoodInputs, lab: Lab): string[] {
  const before = leftIn(answerTo(probe, good, lab.measure))
  return stepsRead(probe, good).flatMap((step) =>
    placesOf(good.steps[step] ?? {}).flatMap((place) => {
      const ask = (values: Place['values']) =>
        leftIn(answerTo(probe, withPlace(good, step, place, values, lab), lab.measure))
      return poisonsOf(place).flatMap(({ name, values, others }) => {
        const said = ask(values)
        const after = countsWhatIsLost(probe, said) ? [] : suspectIn(before, said)
        if (after.length === 0) return []
        const changed = others.map(ask)
        return after
          .filter(({ part }) => changed.some(({ numbers }) => isChanged(part, before.numbers, numbers)))
          .map(({ part, said }) => `${place.path.join('.')} ${name}: '${part}' is ${said}`)
          .slice(0, 3)
      })
    }),
  )
}

/** Whether its card says that it leaves out what is not finite, and the answer how much that is. */
function countsWhatIsLost({ edges }: Probe, { numbers }: Left): boolean {
  const counts = [...numbers].filter(([part]) => part.endsWith('not-finite'))
  return edges.includes('not-finite') && counts.length > 0 && counts.every(([, count]) => count > 0)
}

/** The last step, and of a probe that remembers one before it. */
function stepsRead({ remembers }: Probe, { steps }: GoodInputs): number[] {
  const last = steps.length - 1
  return remembers ? [1, last] : [last]
}

/** What may be wrong: numbers that are finite, and reasons that do not tell of NaN. */
function suspectIn(before: Left, after: Left): { readonly part: string; readonly said: string }[] {
  const finite = [...after.numbers].filter(([, value]) => Number.isFinite(value))
  const wordless = [...after.reasons].filter(([part, why]) => before.reasons.get(part) !== why && !SAYS_SO.test(why))
  return [
    ...finite.map(([part, value]) => ({ part, said: String(value) })),
    ...wordless.map(([part, why]) => ({ part, said: `absent since "${why}"` })),
  ]
}

const SAYS_SO = /NaN|infinit|not finite|diverge/i

/** Whether any number of this part is another one. */
function isChanged(part: string, before: Left['numbers'], after: Left['numbers']): boolean {
  if (before.has(part)) return !Object.is(before.get(part), after.get(part))
  const own = [...before].filter(([name]) => part === '' || name.startsWith(`${part}#`))
  return own.some(([name, value]) => !Object.is(value, after.get(name)))
}

interface Poison {
  readonly name: string
  readonly values: Place['values']
  /** Finite numbers in the same place. */
  readonly others: readonly Place['values'][]
}

/** One number at the start, in the middle and at the end, and all of them. */
function poisonsOf({ values }: Place): Poison[] {
  if (typeof values === 'number') {
    return [NaN, Infinity].map((poison) => ({ name: `= ${poison}`, values: poison, others: finiteFor(values) }))
  }
  const last = values.length - 1
  const singles = [...new Set([0, last >> 1, last])].flatMap((at) =>
    [NaN, Infinity].map((poison) => ({
      name: `[${at}] = ${poison}`,
      values: values.with(at, poison),
      others: finiteFor(values[at] as number).map((other) => values.with(at, other)),
    })),
  )
  const others = [values.map(() => 0), values.map((value) => -value)]
  return values.length === 0 ? [] : [...singles, { name: 'all NaN', values: values.map(() => NaN), others }]
}

const finiteFor = (value: number) => [0.1 - 1.5 * value, 1e3, -1e3]

function withPlace(good: GoodInputs, at: number, place: Place, values: Place['values'], lab: Lab): GoodInputs {
  const { steps, options } = good
  return {
    options,
    steps: steps.map((inputs, step) => (step === at ? withValues(inputs, place, values, lab.linalg) : inputs)),
  }
}
