import { claimNumberText } from '#src/claims/index.ts'
import type { Verification, VerifiedClaim, VerifiedExperiment } from '#src/vocabulary/index.ts'
import { codeInMarkdown, inMarkdown } from './markdown-text.ts'
import { claimedBandText, measuredText, settingsText } from './text.ts'

/** A verification as a page of Markdown, with the versions and the day: what `trainer/experiments/RESULTS.md` is. */
export function verificationMarkdown(verification: Verification, command: string): string {
  const { version, commit, day, backend, experiments } = verification
  const claims = experiments.flatMap((one) => one.claims)
  const held = claims.filter(({ verdict }) => verdict === 'holds').length
  const made = `${version}${commit === null ? '' : ` (${commit})`}, ${backend}`
  const parts = [
    '# What the experiments claim, and what runs of them measured',
    `Written by ${codeInMarkdown(command)}. Runs of ${day}: Phasescope ${inMarkdown(made)}. ` +
      `${held} of ${claims.length} claims hold.`,
    ...experiments.flatMap(section),
  ]
  return `${parts.join('\n\n')}\n`
}

function section({ experiment, name, reference, claims }: VerifiedExperiment): string[] {
  const head = ['', 'Claim', 'Measured', 'Claimed', 'Where the band comes from']
  const rows = claims.map((claim) => [
    MARKS[claim.verdict],
    aboutText(claim),
    measuredCell(claim),
    claimedBandText(claim),
    inMarkdown(claim.source),
  ])
  return [`## ${inMarkdown(`${experiment}: ${name}`)}`, inMarkdown(reference), tableOf([head, ...rows])]
}

const MARKS = { holds: 'holds', fails: '**fails**', open: '**fails**' } as const

function aboutText(claim: VerifiedClaim): string {
  const settings = settingsText(claim)
  const of = [claimNumberText(claim), `${claim.steps} steps`, ...(settings === '' ? [] : [settings])].join('; ')
  return `${inMarkdown(claim.about)} (${codeInMarkdown(claim.id)}: ${inMarkdown(of)})`
}

function measuredCell(claim: VerifiedClaim): string {
  const seeds = claim.runs.map(({ seed }) => seed).join(', ')
  const whys = claim.runs.flatMap(({ why }) => (why === null ? [] : inMarkdown(why)))
  return [`${measuredText(claim)} (seeds ${seeds})`, ...new Set(whys)].join('; ')
}

/** Of cells that are Markdown. */
function tableOf(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const [head = [], ...rest] = rows
  return [line(head), line(head.map(() => '---')), ...rest.map(line)].join('\n')
}
