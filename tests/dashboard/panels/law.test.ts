import { describe, expect, test } from 'vitest'
import { isLaw, lawOf } from '#dashboard/panels/law.ts'
import { declaration } from '../../src/store/reports.ts'

const part = (name: string | null) => ({ ...declaration(name === null ? 'p' : `p/${name}`), probe: 'p', part: name })
const [w, wLaw, alone, whole] = [part('w1'), part('w1.law'), part('common.law'), part(null)]

describe('what theory expects of a part', () => {
  test('stands under the name of that part', () => {
    expect(lawOf(w, [w, wLaw, alone])).toBe(wLaw)
    expect(isLaw(wLaw, [w, wLaw])).toBe(true)
  })

  test('is asked of no other part, and of no probe that has one series', () => {
    expect(lawOf(wLaw, [w, wLaw])).toBeUndefined()
    expect(lawOf(whole, [whole, wLaw])).toBeUndefined()
    expect(isLaw(w, [w, wLaw])).toBe(false)
  })

  test('leaves a layer of such a name as it is', () => {
    expect(isLaw(alone, [w, wLaw, alone])).toBe(false)
  })
})
