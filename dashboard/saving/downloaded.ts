/** Hands a file to the browser, as a link that is followed would. */
export function downloaded(name: string, type: string, parts: BlobPart[]): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob(parts, { type }))
  link.download = name
  link.click()
  // Firefox reads it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** A title as the name of a file: letters and digits of any script, whatever else it says. */
export function fileName(...titles: readonly string[]): string {
  const name = titles
    .join(' ')
    .replaceAll(/[^\p{L}\p{N}.]+/gu, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
  return [...name].slice(0, 80).join('') || 'chart'
}
