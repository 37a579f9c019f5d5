import { of, Subject } from 'rxjs'
import { expect, it } from 'vitest'
import { keepingUp } from '#dashboard/table/keeping-up.ts'

/** Questions that are asked, and a way to answer each. */
function asking() {
  const wanted = new Subject<string>()
  const answers = new Map<string, Subject<number>>()
  const seen: number[] = []
  const subscription = wanted
    .pipe(
      keepingUp((question) => {
        const answer = new Subject<number>()
        answers.set(question, answer)
        return answer
      }),
    )
    .subscribe((answer) => seen.push(answer))
  return { wanted, answers, seen, subscription, asked: () => [...answers.keys()] }
}

it('asks one question at a time, and of those that come meanwhile the last', () => {
  const { wanted, answers, seen, asked } = asking()
  for (const question of ['a', 'ab', 'abc']) wanted.next(question)
  expect(asked()).toEqual(['a'])
  answers.get('a')!.next(1)
  expect(asked()).toEqual(['a', 'abc'])
  answers.get('abc')!.next(3)
  expect(seen).toEqual([1, 3])
})

it('follows what was asked last, until something else is wanted', () => {
  const { wanted, answers, seen } = asking()
  wanted.next('a')
  answers.get('a')!.next(1)
  answers.get('a')!.next(2)
  wanted.next('b')
  answers.get('a')!.next(9)
  answers.get('b')!.next(3)
  expect(seen).toEqual([1, 2, 3])
})

it('lets go of everything', () => {
  const { wanted, answers, subscription } = asking()
  wanted.next('a')
  subscription.unsubscribe()
  expect(answers.get('a')!.observed).toBe(false)
  expect(wanted.observed).toBe(false)
})

it('takes an answer that is there at once', () => {
  const wanted = new Subject<number>()
  const seen: number[] = []
  wanted.pipe(keepingUp((n) => of(n * 2, n * 3))).subscribe((answer) => seen.push(answer))
  wanted.next(1)
  wanted.next(2)
  expect(seen).toEqual([2, 3, 4, 6])
})
