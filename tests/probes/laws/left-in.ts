import { isAbsent, isEstimate } from '#src/vocabulary/index.ts'

/** An answer taken apart: its numbers and its reasons, each under where it stands, e.g. `/w1` or `/w1#3` of a list. */
export interface Left {
  readonly numbers: ReadonlyMap<string, number>
  readonly reasons: ReadonlyMap<string, string>
}

/** What an answer says part by part. Where all of it is absent, the reason stands under ''. */
export function leftIn(answer: unknown): Left {
  const said = partsOf('', answer)
  return {
    numbers: new Map(said.filter((entry): entry is [string, number] => typeof entry[1] === 'number')),
    reasons: new Map(said.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  }
}

function partsOf(at: string, answer: unknown): (readonly [string, number | string])[] {
  if (typeof answer === 'number') return [[at, answer]]
  if (isAbsent(answer)) return [[at, answer.absent]]
  if (isEstimate(answer)) return [[at, answer.estimate]]
  if (answer instanceof Float64Array || answer instanceof Float32Array)
    return Array.from(answer, (value, i) => [`${at}#${i}`, value] as const)
  if (typeof answer !== 'object' || answer === null) return []
  if ('data' in answer) return partsOf(at, answer.data)
  return Object.entries(answer).flatMap(([part, value]) => partsOf(`${at}/${part}`, value))
}
