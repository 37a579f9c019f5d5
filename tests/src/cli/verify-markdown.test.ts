import { describe, expect, it } from 'vitest'
import { codeInMarkdown, inMarkdown } from '#src/cli/verify/markdown-text.ts'
import { verificationMarkdown } from '#src/cli/verify/markdown.ts'
import type { Verification, VerifiedClaim } from '#src/vocabulary/index.ts'

const FORGED = '| a |\n\n# All hold\n<b>x</b> [y](http://z) ![i](j) `c` \\| **d** \u202e\u0007 &#x202e;'

describe('a text from elsewhere in Markdown', () => {
  it.each([
    ['a plain one — with ≥ 0.9, a - b and R&D', 'a plain one — with ≥ 0.9, a - b and R&D'],
    ['a\r\n\tb\u2028c', 'a b c'],
    ['a|b\\|c', 'a\\|b\\\\\\|c'],
    ['<i> [a](b) `c` *d*', '\\<i> \\[a\\](b) \\`c\\` \\*d\\*'],
    ['a\u0007b\u202ec\u061cd', 'a\\\\u0007b\\\\u202ec\\\\u061cd'],
    ['&#x202e; &lt;', '\\&#x202e; \\&lt;'],
    ['  # Forged', '\\# Forged'],
    ['- an item', '\\- an item'],
    ['---', '\\---'],
    ['~~~', '\\~~~'],
    ['12. an item', '12\\. an item'],
    ['0.1.0, tensorflow', '0.1.0, tensorflow'],
  ])('%j is %j', (text, shown) => {
    expect(inMarkdown(text)).toBe(shown)
  })

  it('is code where it does not end code', () => {
    expect(['a-claim', 'a`b', 'a|b', 'a\nb'].map(codeInMarkdown)).toEqual(['`a-claim`', 'a\\`b', 'a\\|b', '`a b`'])
  })

  it('forges neither the page nor its table', () => {
    const page = verificationMarkdown(forged(FORGED, 'grok: | <b>'), 'phasescope verify --kept `a`')
    const lines = page.split('\n')
    expect(lines.map((line) => line.slice(0, 2))).toEqual([
      '# ',
      '',
      'Wr',
      '',
      '##',
      '',
      '\\|',
      '',
      '| ',
      '| ',
      '| ',
      '',
    ])
    // Five cells, as in the head.
    const row = lines[10]!.replace(/\\./g, '')
    expect(row.split('|')).toHaveLength(7)
    expect(page.replace(/\\./g, '').replace('**fails**', '')).not.toMatch(/[<[*\p{Cf}]|&#|`a`/u)
    expect(lines[2]).toContain('0 of 1 claims hold.')
  })
})

/** Every text of it is this one, and every name that one. */
function forged(text: string, name: string): Verification {
  const claim: VerifiedClaim = {
    ...{ id: name, about: text, source: text, steps: 9, settings: { [name]: text }, from: 1, to: null },
    ...{ of: { kind: 'at', series: name, step: 'last' }, verdict: 'open', mean: null },
    ...{ runs: [{ seed: 0, verdict: 'open', value: null, steps: [], why: text }] },
  }
  return {
    ...{ version: name, commit: name, day: '2026-11-30', backend: text, tier: 'ci', set: [], holds: false },
    ...{ seconds: 1, workers: 1 },
    experiments: [{ experiment: name, name, reference: text, seconds: 1, claims: [claim] }],
  }
}
