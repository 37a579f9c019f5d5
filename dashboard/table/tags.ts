import type { RunSummary } from '#src/vocabulary/index.ts'

type Tagged = Pick<RunSummary, 'tags'>

/** The tags that somebody wrote, with commas between them. */
export function tagsIn(text: string): readonly string[] {
  return text
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean)
}

/** The tags that all of these runs have: what a dialog shows of several. */
export function commonTags([first, ...others]: readonly Tagged[]): readonly string[] {
  return first?.tags.filter((tag) => others.every(({ tags }) => tags.includes(tag))) ?? []
}

/** How the tags of each run change when those that all have in common become `wanted`: its others stay. */
export function withTags(
  runs: readonly Tagged[],
  wanted: readonly string[],
): (tags: readonly string[]) => readonly string[] {
  const common = commonTags(runs)
  return (tags) => [...new Set([...tags.filter((tag) => !common.includes(tag)), ...wanted])]
}
