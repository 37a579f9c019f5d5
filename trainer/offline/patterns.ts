/** Whether a name is one that a pattern means: `*` stands for any characters, dots and slashes too, and `?` for one. */
export function isMeant(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's').test(name)
}
