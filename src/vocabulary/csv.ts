/**
 * A row of CSV as RFC 4180 states it, without its line end: a text is in quotes where it has what separates fields or rows,
 * and a quote in it is doubled. Numbers are as JavaScript prints them, which every digit comes back from; what is not there
 * is empty. Whoever writes CSV writes it here, with \n between rows, which every reader takes.
 */
export function csvRow(fields: readonly (string | number | null)[]): string {
  return fields.map((field) => (typeof field === 'string' ? csvField(field) : (field ?? ''))).join(',')
}

/**
 * A text as a field of a row. What a spreadsheet would take for a formula has an apostrophe before it, which keeps it a text there; what begins with
 * apostrophes before such a sign has one more, so that the text can be told from the field. JSON has every name as it is.
 */
export function csvField(text: string): string {
  const kept = /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(kept) ? `"${kept.replaceAll('"', '""')}"` : kept
}
