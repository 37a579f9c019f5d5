import { execFileSync } from 'node:child_process'

/** A repository of any size answers within this; one that does not is not waited for. */
const PATIENCE_MS = 2_000

/**
 * The git commit of the checkout whose code trains here, with `-dirty` where tracked files differ from it. Null where there is none:
 * an installed package, no git, a repository that git does not trust.
 */
export function sourceCommit(): string | null {
  known ??= { commit: commitOf(import.meta.dirname) }
  return known.commit
}

/** Asked for once: the code of a process does not change. */
let known: { readonly commit: string | null } | null = null

/** The commit of the repository that a folder lies in, if its own files are part of it. */
export function commitOf(folder: string): string | null {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      timeout: PATIENCE_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
      // It only looks: an index that somebody else is writing to stays as it is.
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' },
    }).trim()
  try {
    // A package below somebody else's repository is not of that one's commits.
    if (git('ls-files', '.') === '') return null
    const commit = git('describe', '--always', '--dirty', '--abbrev=40', '--exclude', '*')
    return /^[0-9a-f]{40,64}(-dirty)?$/.test(commit) ? commit : null
  } catch {
    return null
  }
}
