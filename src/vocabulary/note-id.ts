/**
 * The id of a new note: eight letters, so that two people who note something at once do not take each other's. Nothing that
 * is computed depends on it.
 */
export function newNoteId(): string {
  return String.fromCharCode(...crypto.getRandomValues(new Uint8Array(8)).map((byte) => 97 + (byte % 26)))
}
